#include "tally/verified_run.h"

#include <limits>
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

// Ranges of `rows` that need not be those that they should be.
class VerifiedRangesTest : public ::testing::Test {
 protected:
  void open(std::vector<Row> rows, const TallyMetadata& metadata) {
    rows_ = std::move(rows);
    metadata_ = metadata;
    ranges_ = std::make_unique<VerifiedRanges>(
        "day.parquet", metadata_, std::vector<std::string>{"ann", "eve"},
        [this](std::string_view begin, std::string_view end) {
          std::vector<Row> within;
          for (const Row& row : rows_) {
            if (row.first >= begin && (end.empty() || row.first < end)) within.push_back(row);
          }
          return std::make_unique<MemoryRun>(within, 2);
        });
  }

  std::vector<Row> range(std::string_view begin, std::string_view end) {
    return rows_of(*ranges_->range(begin, end));
  }

  std::vector<Row> rows_;
  TallyMetadata metadata_;
  std::unique_ptr<EmailRanges> ranges_;
};

TEST_F(VerifiedRangesTest, GiveTheRowsThatTheMetadataSpeaksFor) {
  open(kRows, filled_metadata(kRows));
  // In any order, as threads come to them.
  EXPECT_EQ(range("bob@example.org", "c"), std::vector<Row>{kRows[1]});
  EXPECT_EQ(range("d", ""), std::vector<Row>{kRows[2]});
  EXPECT_EQ(range("c", "d"), std::vector<Row>());
  EXPECT_EQ(range("", "bob@example.org"), std::vector<Row>{kRows[0]});
  EXPECT_NO_THROW(ranges_->check_whole());
}

TEST_F(VerifiedRangesTest, TellHowManyRowsThereShouldBeAndWhereRangesBegin) {
  open(kRows, filled_metadata(kRows));
  EXPECT_EQ(ranges_->rows(), kRows.size());
  EXPECT_THAT(ranges_->range_begins(), ElementsAre("ann", "eve"));
}

TEST_F(VerifiedRangesTest, CountARangeOnceHoweverOftenItIsAskedForMore) {
  open(kRows, filled_metadata(kRows));
  const auto run = ranges_->range("", "");
  EXPECT_EQ(rows_of(*run), kRows);
  EXPECT_EQ(run->next(), nullptr);
  EXPECT_EQ(run->next(), nullptr);
  EXPECT_NO_THROW(ranges_->check_whole());
}

TEST_F(VerifiedRangesTest, OfNoRowsAreFine) {
  open({}, TallyMetadata());
  EXPECT_TRUE(range("", "m").empty());
  EXPECT_TRUE(range("m", "").empty());
  EXPECT_NO_THROW(ranges_->check_whole());
}

TEST_F(VerifiedRangesTest, ThrowAtARowThatCannotBe) {
  open({kRows[1], kRows[0], kRows[2]}, filled_metadata(kRows));
  EXPECT_THAT([this] { range("", "c"); }, is_unsound("its emails do not ascend"));
  EXPECT_THAT([this] { ranges_->check_whole(); }, is_unsound("it has not as many rows"));
}

TEST_F(VerifiedRangesTest, AreNotWholeWithoutARange) {
  open(kRows, filled_metadata(kRows));
  range("", "c");
  EXPECT_THAT([this] { ranges_->check_whole(); }, is_unsound("it has not as many rows"));
}

TEST_F(VerifiedRangesTest, AreNotWholeWithoutTheEndOfARange) {
  open(kRows, filled_metadata(kRows));
  range("", "c");
  EXPECT_NE(ranges_->range("c", "")->next(), nullptr);
  EXPECT_THAT([this] { ranges_->check_whole(); }, is_unsound("it has not as many rows"));
}

TEST_F(VerifiedRangesTest, AreNotWholeWhereRangesOverlap) {
  open(kRows, filled_metadata(kRows));
  range("", "c");
  range("b", "");
  EXPECT_THAT([this] { ranges_->check_whole(); }, is_unsound("it has not as many rows"));
}

TEST_F(VerifiedRangesTest, AreNotWholeWithOtherSums) {
  std::vector<Row> rows = kRows;
  rows[1].second = {4, 1, 0, 0};
  open(rows, filled_metadata(kRows));
  range("", "c");
  range("c", "");
  EXPECT_THAT([this] { ranges_->check_whole(); }, is_unsound("its counts do not add up"));
}

TEST_F(VerifiedRangesTest, AreNotWholeWithOtherRowsOfTheSameSums) {
  std::vector<Row> rows = kRows;
  rows[1].first = "bub@example.org";
  open(rows, filled_metadata(kRows));
  range("", "c");
  range("c", "");
  EXPECT_THAT([this] { ranges_->check_whole(); }, is_unsound("its rows are not those"));
}

TEST_F(VerifiedRangesTest, ThrowWhereTheSumOfRangesPasses64Bits) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  open({{"a", {kMost, 0, 0, 0}}, {"b", {1, 0, 0, 0}}}, filled_metadata(kRows));
  range("", "b");
  EXPECT_THAT([this] { range("b", ""); }, is_unsound("its counts add up to more than 2^63 - 1"));
}

TEST_F(VerifiedRangesTest, AreUsedOnThreadsAtOnce) {
  const std::vector<Row> rows = many_rows(1000, 12);
  open(rows, filled_metadata(rows));
  std::vector<std::vector<Row>> read(100);
  parallel_for(4, read.size(), [&](size_t, size_t index) {
    read[index] =
        range(rows[index * 10].first, index + 1 == read.size() ? "" : rows[(index + 1) * 10].first);
  });
  for (size_t index = 0; index < read.size(); index++) {
    ASSERT_EQ(read[index].size(), 10U);
    EXPECT_EQ(read[index].front(), rows[index * 10]);
  }
  EXPECT_NO_THROW(ranges_->check_whole());
}

}  // namespace
}  // namespace crudtally
