#include "job/count_split.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "base/testing.h"
#include "core/count_table.h"
#include "logs/content_hash.h"

namespace crudtally {
namespace {

const Date kDay = *parse_date("2024-09-16");

// What splits of one file add up to.
struct Outcome {
  std::map<std::string, Counts> counts;
  std::vector<std::string> rejects;  // "LINE ROW", lines of the file
  uint64_t lines = 0;
  uint64_t rows = 0;
  uint64_t events = 0;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

class CountSplit : public testing::Test {
 protected:
  void write(std::string_view text) {
    std::ofstream(folder_.path("2024-09-16.csv"), std::ios::binary) << text;
    file_.path = folder_.path("2024-09-16.csv");
    file_.name = file_.stem = "2024-09-16.csv";
    file_.stat = *stat_file(file_.path);
  }

  Outcome count(const std::vector<Split>& splits, bool reads_ahead = false) {
    const LogHead head = read_head(file_);
    Dialect dialect;
    dialect.date = kDay;
    dialect.columns = head.columns;
    CountTable table;
    TableSink sink(table);
    Progress progress;
    Outcome outcome;
    for (const Split& split : splits) {
      SplitOnItsWay on_its_way(file_, head, split, dialect,
                               {*kernels().front(), Content::hashed, reads_ahead},
                               std::make_unique<LineBuffer>(4096), progress);
      // Left at the end of each piece, as where there is no memory for more.
      while (!on_its_way.count(sink, [] { return true; })) {
      }
      const CountedSplit counted = on_its_way.take_counted();
      for (const Reject& reject : counted.counts.parsed.rejects) {
        outcome.rejects.push_back(std::to_string(outcome.lines + reject.line) + " " + reject.row);
      }
      outcome.lines += counted.counts.parsed.lines;
      outcome.rows += counted.counts.rows;
      outcome.events += counted.counts.parsed.events;
    }
    table.for_each_user({}, [&](CountTable::User user) {
      outcome.counts.emplace(table.email(user), table.counts(user));
    });
    return outcome;
  }

  // The digests of the blocks of a split.
  std::vector<Digest> blocks(const Split& split, Content content) {
    CountTable table;
    TableSink sink(table);
    Progress progress;
    Dialect dialect;
    dialect.date = kDay;
    const LogHead head = read_head(file_);
    SplitOnItsWay on_its_way(file_, head, split, dialect, {*kernels().front(), content},
                             std::make_unique<LineBuffer>(4096), progress);
    EXPECT_TRUE(on_its_way.count(sink, [] { return false; }));
    return on_its_way.take_counted().blocks;
  }

  // Cuts the file at each byte in turn, and at two bytes at once.
  void expect_the_same_wherever_it_is_cut() {
    const uint64_t size = file_.stat.size;
    const Outcome whole = count({{0, size}});
    for (uint64_t cut = std::max<uint64_t>(1, read_head(file_).begin); cut < size; cut++) {
      ASSERT_EQ(count({{0, cut}, {cut, size}}), whole) << "cut at " << cut;
      if (cut % 16 == 0) {
        ASSERT_EQ(count({{0, cut}, {cut, size}}, true), whole) << "cut at " << cut;
      }
      const uint64_t second = std::min(size, cut + 1 + cut % 5);
      ASSERT_EQ(count({{0, cut}, {cut, second}, {second, size}}), whole)
          << "cut at " << cut << " and " << second;
    }
  }

  TemporaryFolder folder_;
  LogFile file_;
};

TEST_F(CountSplit, CountsEachLineOnceWhereverTheFileIsCut) {
  write(
      "ann,READ,2024-09-16 07:00:00\n"
      "\n"
      "bob,WRITE,2024-09-16 07:00:00\r\n"
      "ann,CREATE,2024-09-16 08:00:00\n"
      "last,DELETE,2024-09-16 09:00:00");
  expect_the_same_wherever_it_is_cut();
}

TEST_F(CountSplit, SkipsTheByteOrderMarkAndTheHeaderWhereverTheFileIsCut) {
  write(
      "\xEF\xBB\xBF\n\r\n \n"
      "timestamp,email,extra,action\n"
      "2024-09-16 07:00:00,ann,,READ\n"
      "timestamp,email,extra,action\n"
      "\n");
  expect_the_same_wherever_it_is_cut();
  const Outcome whole = count({{0, file_.stat.size}});
  EXPECT_EQ(whole.rows, 2U);
  EXPECT_EQ(whole.rejects, (std::vector<std::string>{"6 timestamp,email,extra,action"}));
}

TEST_F(CountSplit, GivesSplitsInsideOneLineNothing) {
  const std::string email(20'000, 'e');
  write("ann,READ,2024-09-16 07:00:00\n" + email + ",READ,2024-09-16 07:00:00\n");
  const Outcome whole = count({{0, file_.stat.size}});
  EXPECT_EQ(whole.rejects.size(), 1U);
  EXPECT_EQ(count({{0, 100}, {100, 9000}, {9000, 9001}, {9001, file_.stat.size}}), whole);
}

TEST_F(CountSplit, HashesItsOwnBytesWhereThatIsAskedFor) {
  const std::string text = "ann,READ,2024-09-16 07:00:00\nbob,READ,2024-09-16 07:00:00\n";
  write(text);
  EXPECT_EQ(blocks({10, 40}, Content::hashed), std::vector<Digest>{digest_of(text.substr(10, 30))});
  EXPECT_TRUE(blocks({10, 40}, Content::not_hashed).empty());
}

TEST_F(CountSplit, OfAnEmptyFileAreNone) {
  write("");
  EXPECT_TRUE(splits_of(file_, kHashBlockBytes).empty());
}

TEST_F(CountSplit, AreBlocksOfTheContentHash) {
  file_.stat.size = 2 * kHashBlockBytes + 1;
  const std::vector<Split> splits = splits_of(file_, kHashBlockBytes);
  ASSERT_EQ(splits.size(), 3U);
  EXPECT_EQ(splits[1].begin, kHashBlockBytes);
  EXPECT_EQ(splits[1].end, 2 * kHashBlockBytes);
  EXPECT_EQ(splits[2].end, file_.stat.size);
}

}  // namespace
}  // namespace crudtally
