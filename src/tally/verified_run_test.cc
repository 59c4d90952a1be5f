#include "tally/verified_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tally/testing.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::vector<Row> kRows = {{"ann@example.org", {1, 2, 3, 4}},
                                {"bob@example.org", {5, 0, 0, 0}},
                                {"eve@example.org", {0, 0, 0, 6}}};

TallyMetadata true_metadata() {
  TallyMetadata metadata = metadata_of(kRows);
  RunTotals totals;
  totals.add(batch_of(kRows));
  metadata.users = totals.users();
  metadata.sums = totals.sums();
  metadata.rows_digest = totals.rows_digest();
  return metadata;
}

VerifiedRun verified(const std::vector<Row>& rows, const TallyMetadata& metadata) {
  return VerifiedRun("day.parquet", std::make_unique<MemoryRun>(rows, 2), metadata);
}

auto is_unsound(const std::string& reason) {
  return ThrowsMessage<UnsoundTally>(HasSubstr("day.parquet cannot be believed: " + reason));
}

TEST(VerifiedRun, GivesTheRowsThatTheMetadataSpeaksFor) {
  VerifiedRun run = verified(kRows, true_metadata());
  EXPECT_EQ(rows_of(run), kRows);
  EXPECT_EQ(run.next(), nullptr);
}

TEST(VerifiedRun, OfNoRowsIsFine) {
  VerifiedRun run = verified({}, TallyMetadata());
  EXPECT_EQ(run.next(), nullptr);
}

TEST(VerifiedRun, ThrowsAtARowThatCannotBe) {
  VerifiedRun run = verified({{"b", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}}, true_metadata());
  EXPECT_THAT([&] { run.next(); }, is_unsound("its emails do not ascend"));
}

TEST(VerifiedRun, DoesNotEndWithoutTheLastRow) {
  std::vector<Row> rows = kRows;
  rows.pop_back();
  VerifiedRun run = verified(rows, true_metadata());
  EXPECT_NE(run.next(), nullptr);
  EXPECT_THAT([&] { run.next(); }, is_unsound("it has not as many rows"));
}

TEST(VerifiedRun, DoesNotEndWithOtherSums) {
  std::vector<Row> rows = kRows;
  rows[1].second = {4, 1, 0, 0};
  VerifiedRun run = verified(rows, true_metadata());
  EXPECT_THAT([&] { rows_of(run); }, is_unsound("its counts do not add up"));
}

TEST(VerifiedRun, DoesNotEndWithOtherRowsOfTheSameSums) {
  std::vector<Row> rows = kRows;
  rows[1].first = "bub@example.org";
  VerifiedRun run = verified(rows, true_metadata());
  EXPECT_THAT([&] { rows_of(run); }, is_unsound("its rows are not those"));
}

}  // namespace
}  // namespace crudtally
