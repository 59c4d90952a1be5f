#include "core/split_counter.h"

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/count_table.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using testing::ElementsAre;

// All that a split gives, in a form that compares.
struct Outcome {
  std::map<std::string, Counts> counts;
  std::vector<std::string> rejects;  // "LINE REASON ROW"
  uint64_t rows = 0;
  uint64_t lines = 0;
  uint64_t events = 0;
  uint64_t misfiled = 0;
  HourCounts hours = {};

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Dialect dialect_of_day() {
  Dialect dialect;
  dialect.date = *parse_date("2024-09-16");
  return dialect;
}

// Counts a piece's events when the piece ends, and not before.
class LateSink final : public EventSink {
 public:
  explicit LateSink(CountTable& table) : table_(table) {}

  void count(std::span<UserEvent> events) override {
    events_.insert(events_.end(), events.begin(), events.end());
  }
  void end_piece() override {
    table_.count(events_);
    events_.clear();
  }

 private:
  TableSink table_;
  std::vector<UserEvent> events_;
};

template <typename Sink = TableSink>
Outcome count(std::string_view text, size_t piece_bytes, const Kernel& kernel,
              bool has_header = false, const Dialect& dialect = dialect_of_day()) {
  LineBuffer buffer(4096);
  CountTable table;
  Sink sink(table);
  SplitCounter counter(dialect, kernel, has_header, buffer);
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, piece_bytes);
    std::memcpy(counter.space().data(), piece.data(), piece.size());
    counter.count(0, piece.size(), sink);
    text.remove_prefix(piece.size());
  }
  const SplitCounts counts = counter.finish(sink);
  Outcome outcome;
  table.for_each_user({}, [&](CountTable::User user) {
    outcome.counts.emplace(table.email(user), table.counts(user));
  });
  for (const Reject& reject : counts.parsed.rejects) {
    outcome.rejects.push_back(std::to_string(reject.line) + " " +
                              std::string(name_of(reject.reason)) + " " + reject.row);
  }
  outcome.rows = counts.rows;
  outcome.lines = counts.parsed.lines;
  outcome.events = counts.parsed.events;
  outcome.misfiled = counts.parsed.misfiled;
  outcome.hours = counts.parsed.hours;
  return outcome;
}

TEST(SplitCounter, CountsEventsAndKeepsRejectsWithTheirLines) {
  const Outcome outcome = count(
      "ann,READ,2024-09-16 07:00:00\n"
      "\n"
      "bob,WRITE,2024-09-16 07:00:00\r\n"
      "ann,CREATE,2024-09-15 08:00:00\n"
      " \t\r\n"
      "\"c,d\",DELETE,2024-09-16 09:00:00",
      4096, *kernels().front());
  EXPECT_EQ(outcome.counts,
            (std::map<std::string, Counts>{{"ann", {1, 1, 0, 0}}, {"c,d", {0, 0, 0, 1}}}));
  EXPECT_THAT(outcome.rejects, ElementsAre("3 unknown_action bob,WRITE,2024-09-16 07:00:00"));
  EXPECT_EQ(outcome.lines, 6U);
  EXPECT_EQ(outcome.rows, 4U);
  EXPECT_EQ(outcome.events, 3U);
  EXPECT_EQ(outcome.misfiled, 1U);
  EXPECT_EQ(outcome.hours[9][3], 1);
}

TEST(SplitCounter, DoesNotCountTheHeaderAsARow) {
  const Outcome outcome = count("\nemail,action,timestamp\nann,READ,2024-09-16 07:00:00\n", 4096,
                                *kernels().front(), true);
  EXPECT_EQ(outcome.rows, 1U);
  EXPECT_EQ(outcome.lines, 3U);
  EXPECT_THAT(outcome.rejects, ElementsAre());
}

TEST(SplitCounter, OfNothingIsNothing) {
  EXPECT_EQ(count("", 4096, *kernels().front()), Outcome());
}

// Rows of every kind, so that each comes to lie on each border.
std::string random_log(TestRandom& random, int rows) {
  const std::vector<std::string> kinds = {
      "\n",
      "  \t\r\n",
      "ann@x.org,READ,2024-09-16 07:00:00\n",
      "ann@x.org,CREATE,2024-09-16T23:59:59\r\n",
      "a-rather-long-email-address-of-forty-one-b@x,UPDATE,2024-09-16 12:00:00\n",
      std::string(300, 'l') + ",DELETE,2024-09-16 00:00:00\n",
      "\"quo\"\"ted,\",READ,2024-09-16 07:00:00\n",
      "\"quoted\",READ,\"2024-09-16 07:00:00.5Z\"\r\n",
      "\xC3\xA9,read ,2024-09-16 07:00:00\n",
      "misfiled,READ,2024-09-17 07:00:00\n",
      "\"open,READ,2024-09-16 07:00:00\n",
      "bad\xFF,READ,2024-09-16 07:00:00\n",
      "one,two\n",
      "ann@x.org,READ,2024-09-16 07:00:00\r\r\n",
      ",READ,2024-09-16 07:00:00\n",
      "x,READ,2024-09-16 24:00:00\n",
  };
  std::string log;
  for (int row = 0; row < rows; row++) log += kinds[random(kinds.size())];
  return random(2) == 0 ? log + "last,READ,2024-09-16 07:00:00" : log;
}

TEST(SplitCounter, GivesTheSameWhateverThePiecesAndTheKernel) {
  TestRandom random;
  for (int round = 0; round < 20; round++) {
    const std::string log = random_log(random, 40);
    const Outcome expected = count(log, log.size(), *find_kernel("portable"));
    ASSERT_EQ(static_cast<int64_t>(expected.rows),
              static_cast<int64_t>(expected.events + expected.rejects.size()));
    for (const Kernel* kernel : kernels()) {
      for (const size_t piece : {1, 2, 3, 7, 31, 32, 33, 63, 64, 65, 100, 1000, 4096}) {
        ASSERT_EQ(count(log, piece, *kernel), expected) << piece << " " << kernel->name;
      }
    }
  }
}

// A kernel that leaves every row to parse_row.
Kernel kernel_without_fast_rows() {
  Kernel kernel = *find_kernel("portable");
  kernel.parse_plain_rows = [](const Lines&, const PlainTimestamp&, EventBatch&,
                               HourCounts&) -> size_t { return 0; };
  kernel.parse_columns = [](const Lines&, const Columns&, const PlainTimestamp&, EventBatch&,
                            HourCounts&) -> size_t { return 0; };
  return kernel;
}

TEST(SplitCounter, GivesTheSameAsTheLongWayForEveryDialect) {
  TestRandom random;
  const Kernel long_way = kernel_without_fast_rows();
  // Fields of every kind, in columns of any order.
  const std::vector<std::string> fields = {"ann",
                                           "Bob@x.org",
                                           "\"c,d\"",
                                           " e ",
                                           "READ",
                                           "\"CREATE\"",
                                           "delete",
                                           "2024-09-16 07:00:00",
                                           "\"2024-09-16T08:00:00\"",
                                           "2024-09-17 07:00:00",
                                           "2024-09-16 09:00:00Z",
                                           "",
                                           "\"\"",
                                           "\"qu\"\"ote\"",
                                           "\"",
                                           "\xC3\xA9"};
  for (const Columns& columns : {Columns{}, Columns{3, 2, 1, 0}, Columns{4, 0, 3, 1}}) {
    for (const bool normalize_email : {false, true}) {
      Dialect dialect = dialect_of_day();
      dialect.columns = columns;
      dialect.normalize_email = normalize_email;
      std::string log;
      for (int row = 0; row < 3000; row++) {
        // Mostly fields that belong where they are.
        for (size_t column = 0; column < columns.count; column++) {
          if (column != 0) log += ',';
          if (random(10) == 0) {
            log += fields[random(fields.size())];
          } else if (column == columns.email) {
            log += fields[random(4)];
          } else if (column == columns.action) {
            log += fields[4 + random(3)];
          } else {
            log += fields[7 + random(4)];
          }
        }
        log += random(5) == 0 ? "\r\n" : "\n";
      }
      const Outcome expected = count(log, 4096, long_way, false, dialect);
      EXPECT_GT(expected.events, 1000U);
      EXPECT_GT(expected.rejects.size(), 100U);
      for (const Kernel* kernel : kernels()) {
        ASSERT_EQ(count(log, 4096, *kernel, false, dialect), expected) << kernel->name;
        ASSERT_EQ(count(log, 1000, *kernel, false, dialect), expected) << kernel->name;
      }
    }
  }
}

TEST(SplitCounter, KeepsTheEmailsOfAPieceUntilItEnds) {
  TestRandom random;
  for (int round = 0; round < 20; round++) {
    const std::string log = random_log(random, 200);
    for (const size_t piece : {100, 1000, 4096}) {
      ASSERT_EQ(count<LateSink>(log, piece, *kernels().front()),
                count(log, piece, *kernels().front()))
          << piece;
    }
  }
}

TEST(SplitCounter, HasRoomForAsManyLinesAsThereCanBe) {
  for (const size_t piece : {4095, 4096}) {
    const Outcome outcome = count(std::string(10'000, '\n'), piece, *kernels().front());
    EXPECT_EQ(outcome.lines, 10'000U);
    EXPECT_EQ(outcome.rows, 0U);
  }
}

TEST(SplitCounter, RejectsALineThatIsTooLongWhateverThePieces) {
  const std::string log = "ann,READ,2024-09-16 07:00:00\n" + std::string(1'048'577, 'x') +
                          "\nann,READ,2024-09-16 07:00:00\n" + std::string(2'000'000, ' ') + "\n";
  for (const size_t piece : {999, 1000, 1001, 4096}) {
    const Outcome outcome = count(log, piece, *kernels().front());
    EXPECT_EQ(outcome.counts.at("ann")[1], 2);
    EXPECT_THAT(outcome.rejects, ElementsAre("2 line_too_long " + std::string(kKeptBytes, 'x')));
    EXPECT_EQ(outcome.rows, 3U);
    EXPECT_EQ(outcome.lines, 4U);
  }
}

}  // namespace
}  // namespace crudtally
