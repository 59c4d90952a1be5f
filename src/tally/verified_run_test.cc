#include "tally/verified_run.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/parallel.h"
#include "tally/testing.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::vector<Row> kRows = {{"ann@example.org", {1, 2, 3, 4}},
                                {"bob@example.org", {5, 0, 0, 0}},
                                {"eve@example.org", {0, 0, 0, 6}}};

VerifiedRun verified(const std::vector<Row>& rows, const TallyMetadata& metadata) {
  return VerifiedRun("day.parquet", std::make_unique<MemoryRun>(rows, 2), metadata);
}

auto is_unsound(const std::string& reason) {
  return ThrowsMessage<UnsoundTally>(HasSubstr("day.parquet cannot be believed: " + reason));
}

TEST(VerifiedRun, GivesTheRowsThatTheMetadataSpeaksFor) {
  VerifiedRun run = verified(kRows, filled_metadata(kRows));
  EXPECT_EQ(rows_of(run), kRows);
  EXPECT_EQ(run.next(), nullptr);
}

TEST(VerifiedRun, OfNoRowsIsFine) {
  VerifiedRun run = verified({}, TallyMetadata());
  EXPECT_EQ(run.next(), nullptr);
}

TEST(VerifiedRun, ThrowsAtARowThatCannotBe) {
  VerifiedRun run = verified({{"b", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}}, filled_metadata(kRows));
  EXPECT_THAT([&] { run.next(); }, is_unsound("its emails do not ascend"));
}

TEST(VerifiedRun, DoesNotEndWithoutTheLastRow) {
  std::vector<Row> rows = kRows;
  rows.pop_back();
  VerifiedRun run = verified(rows, filled_metadata(kRows));
  EXPECT_NE(run.next(), nullptr);
  EXPECT_THAT([&] { run.next(); }, is_unsound("it has not as many rows"));
}

TEST(VerifiedRun, DoesNotEndWithOtherSums) {
  std::vector<Row> rows = kRows;
  rows[1].second = {4, 1, 0, 0};
  VerifiedRun run = verified(rows, filled_metadata(kRows));
  EXPECT_THAT([&] { rows_of(run); }, is_unsound("its counts do not add up"));
}

TEST(VerifiedRun, DoesNotEndWithOtherRowsOfTheSameSums) {
  std::vector<Row> rows = kRows;
  rows[1].first = "bub@example.org";
  VerifiedRun run = verified(rows, filled_metadata(kRows));
  EXPECT_THAT([&] { rows_of(run); }, is_unsound("its rows are not those"));
}

std::unique_ptr<EmailRanges> checked(const std::vector<Row>& rows) {
  return std::make_unique<CheckedRanges>(
      "day.parquet", rows.size(), std::vector<std::string>{"ann", "eve"},
      [rows](std::string_view begin, std::string_view end) {
        std::vector<Row> within;
        for (const Row& row : rows) {
          if (row.first >= begin && (end.empty() || row.first < end)) within.push_back(row);
        }
        return std::make_unique<MemoryRun>(within, 2);
      });
}

TEST(CheckedRanges, GiveTheirRows) {
  const auto ranges = checked(kRows);
  // In any order, as threads come to them.
  EXPECT_EQ(rows_of(*ranges->range("bob@example.org", "c")), std::vector<Row>{kRows[1]});
  EXPECT_EQ(rows_of(*ranges->range("d", "")), std::vector<Row>{kRows[2]});
  EXPECT_EQ(rows_of(*ranges->range("c", "d")), std::vector<Row>());
  EXPECT_EQ(rows_of(*ranges->range("", "bob@example.org")), std::vector<Row>{kRows[0]});
}

TEST(CheckedRanges, TellHowManyRowsThereShouldBeAndWhereRangesBegin) {
  EXPECT_EQ(checked(kRows)->rows(), kRows.size());
  EXPECT_THAT(checked(kRows)->range_begins(), ElementsAre("ann", "eve"));
}

TEST(CheckedRanges, ThrowAtARowThatCannotBe) {
  const auto ranges = checked({kRows[1], kRows[0], kRows[2]});
  EXPECT_THAT([&] { rows_of(*ranges->range("", "c")); }, is_unsound("its emails do not ascend"));
  EXPECT_EQ(rows_of(*ranges->range("c", "")), std::vector<Row>{kRows[2]});
}

TEST(CheckedRanges, AreUsedOnThreadsAtOnce) {
  const std::vector<Row> rows = many_rows(1000, 12);
  const auto ranges = checked(rows);
  std::vector<std::vector<Row>> read(100);
  parallel_for(4, read.size(), [&](size_t, size_t index) {
    const bool is_last = index + 1 == read.size();
    read[index] = rows_of(
        *ranges->range(rows[index * 10].first, is_last ? "" : rows[(index + 1) * 10].first));
  });
  for (size_t index = 0; index < read.size(); index++) {
    ASSERT_EQ(read[index].size(), 10U);
    EXPECT_EQ(read[index].front(), rows[index * 10]);
  }
}

}  // namespace
}  // namespace crudtally
