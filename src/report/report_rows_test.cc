#include "report/report_rows.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "core/testing.h"
#include "report/report_file.h"
#include "tally/testing.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
const std::string kHeader = "email,create_count,read_count,update_count,delete_count\n";

class ReportRowsTest : public ::testing::Test {
 protected:
  void write(const std::vector<Row>& rows) {
    MemoryRun run(rows);
    OneRange range(run);
    write_report(path_, ReportFormat::csv, range, 1, nullptr)->publish();
  }

  std::vector<Row> read(std::string_view begin = "", std::string_view end = "") {
    ReportRows report(path_, 0);
    return rows_of(*report.range(begin, end));
  }

  // What reading all of a report with these bytes throws.
  void expect_unsound(const std::string& bytes) {
    write_bytes(path_, bytes);
    EXPECT_THROW(read(), UnsoundTally) << bytes;
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.path("2024-09-16.csv");
};

TEST_F(ReportRowsTest, AreThoseThatWereWritten) {
  const std::vector<Row> rows = {{"a,b", {0, 0, 0, 1}},
                                 {"ann@example.org", {1, 20, 300, 0}},
                                 {"it's", {kMost - 7, 1, 2, 3}},
                                 {"say \"hi\"", {0, 0, 1, 0}},
                                 {std::string(1024, '"'), {1, 0, 0, 0}},
                                 {"\xC3\xA9", {0, 1, 0, 0}}};
  std::vector<Row> sorted = rows;
  std::ranges::sort(sorted);
  write(sorted);
  EXPECT_EQ(read(), sorted);
}

TEST_F(ReportRowsTest, AreNoneOfAReportWithoutUsers) {
  write({});
  EXPECT_TRUE(read().empty());
  EXPECT_TRUE(read("a", "b").empty());
  EXPECT_TRUE(ReportRows(path_, 0).range_begins().empty());
}

TEST_F(ReportRowsTest, AreThoseOfARangeWhereverItsBordersAre) {
  const std::vector<Row> rows = {{"\"a\"", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}},
                                 {"a,", {1, 0, 0, 0}},    {"aa", {1, 0, 0, 0}},
                                 {"b", {1, 0, 0, 0}},     {"ccc", {1, 0, 0, 0}}};
  write(rows);
  const std::vector<std::string> borders = {"!",  "\"a\"", "\"b", "a", "a!",  "a,", "a-",
                                            "aa", "ab",    "b",   "c", "ccc", "d"};
  for (const std::string& begin : borders) {
    for (const std::string& end : borders) {
      if (end < begin) continue;
      std::vector<Row> within;
      for (const Row& row : rows) {
        if (row.first >= begin && row.first < end) within.push_back(row);
      }
      EXPECT_EQ(read(begin, end), within) << begin << " to " << end;
    }
    EXPECT_EQ(read("", begin).size() + read(begin, "").size(), rows.size());
  }
}

TEST_F(ReportRowsTest, AreTheSameOverManyPieces) {
  const std::vector<Row> rows = many_rows(100'000, 33);
  write(rows);
  EXPECT_TRUE(read() == rows);
  EXPECT_TRUE(read(rows[30'000].first, rows[70'001].first) ==
              std::vector<Row>(rows.begin() + 30'000, rows.begin() + 70'001));
}

TEST_F(ReportRowsTest, BeginTheirRangesAMegabyteApart) {
  const std::vector<Row> rows = many_rows(100'000, 33);
  write(rows);
  const ReportRows report(path_, rows.size());
  EXPECT_EQ(report.rows(), rows.size());
  // More users than lines fit into the file are not believed.
  EXPECT_LT(ReportRows(path_, size_t{1} << 60).rows(), file_bytes(path_).size());
  const std::vector<std::string> begins = report.range_begins();
  EXPECT_EQ(begins.size(), file_bytes(path_).size() >> 20);
  EXPECT_TRUE(std::ranges::is_sorted(begins));
  for (const std::string& email : begins) {
    EXPECT_EQ(read(email).front().first, email);
  }
}

TEST_F(ReportRowsTest, AreReadByACopyAsWell) {
  write({{"a", {1, 0, 0, 0}}});
  const ReportRows report(path_, 1);
  ReportRows copy = report;
  EXPECT_EQ(rows_of(*copy.range("", "")).size(), 1U);
}

TEST_F(ReportRowsTest, AreNotReadOfAFileThatIsNoReport) {
  for (const std::string& bytes : {std::string(), std::string("\n"), std::string("email\n"),
                                   kHeader.substr(1), kHeader + "a,1,0,0,0"}) {
    write_bytes(path_, bytes);
    EXPECT_THROW(ReportRows(path_, 1), UnsoundTally) << bytes;
  }
}

TEST_F(ReportRowsTest, ThrowAtALineThatIsNoRow) {
  for (const char* line :
       {"", "a", "a,1", "a,1,2,3", "a,1,2,3,4,5", "a,1,2,3,", "a,,2,3,4", "a,1,2,3,-4",
        "a,1,2,3,+4", "a,1,2,3, 4", "a,1,2,3,4 ", "a,1,2,3,4x", "a,1,2,3,9223372036854775808",
        "a,1,2,3,1.5", "\"a,1,2,3,4", "\"a\"b,1,2,3,4", "\"a\""}) {
    expect_unsound(kHeader + line + "\n");
    expect_unsound(kHeader + "A,1,2,3,4\n" + line + "\nb,1,2,3,4\n");
  }
}

TEST_F(ReportRowsTest, ThrowWhereEmailsDoNotAscend) {
  for (const char* lines : {"b,1,0,0,0\na,1,0,0,0\n", "a,1,0,0,0\na,1,0,0,0\n",
                            "a,1,0,0,0\n\"A\",1,0,0,0\n", ",1,0,0,0\n"}) {
    expect_unsound(kHeader + lines);
  }
}

TEST_F(ReportRowsTest, ThrowAtARowWithoutAnEvent) {
  expect_unsound(kHeader + "a,0,0,0,0\n");
}

// Wherever it is cut, a range throws or the parts are not all rows in order.
TEST_F(ReportRowsTest, AreNeverOutOfOrderOverRanges) {
  write_bytes(path_, kHeader + "a,1,0,0,0\nd,1,0,0,0\nc,1,0,0,0\nb,1,0,0,0\ne,1,0,0,0\n");
  for (const char* border : {"a", "b", "c", "d", "e", "f"}) {
    try {
      std::vector<Row> rows = read("", border);
      const std::vector<Row> rest = read(border, "");
      rows.insert(rows.end(), rest.begin(), rest.end());
      EXPECT_TRUE(std::ranges::is_sorted(rows)) << border;
      EXPECT_LT(rows.size(), 5U) << border;
    } catch (const UnsoundTally&) {
    }
  }
}

TEST_F(ReportRowsTest, ThrowWhereNoLineEndsNearby) {
  write_bytes(path_, kHeader + std::string(100'000, 'a') + "\n");
  EXPECT_THROW(read("b"), UnsoundTally);
  expect_unsound(kHeader + "a,1,0,0,0\n" + std::string(1'100'000, 'b') + "\nc,1,0,0,0\n");
}

}  // namespace
}  // namespace crudtally
