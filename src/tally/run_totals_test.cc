#include "tally/run_totals.h"

#include <limits>

#include <gtest/gtest.h>

#include "tally/testing.h"

namespace crudtally {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// What is wrong with these rows, each list a batch.
std::string what_is_wrong(const std::vector<std::vector<Row>>& batches) {
  RunTotals totals;
  for (const std::vector<Row>& rows : batches) {
    const std::string_view reason = totals.add(batch_of(rows));
    if (!reason.empty()) return std::string(reason);
  }
  return "";
}

TEST(RunTotals, AreTheRowsOfAllBatches) {
  const std::vector<Row> first = {{"a", {1, 2, 3, 4}}, {"b", {0, 0, 0, 1}}};
  const std::vector<Row> second = {{"c", {10, 0, 0, 0}}};
  RunTotals totals;
  EXPECT_EQ(totals.add(batch_of(first)), "");
  EXPECT_EQ(totals.add(batch_of(second)), "");
  RowsDigest digest;
  digest.add("a", {1, 2, 3, 4});
  digest.add("b", {0, 0, 0, 1});
  digest.add("c", {10, 0, 0, 0});
  EXPECT_EQ(totals.users(), 3);
  EXPECT_EQ(totals.sums(), (Counts{11, 2, 3, 5}));
  EXPECT_EQ(totals.rows_digest(), digest.value());
}

TEST(RunTotals, NeedEmailsThatStrictlyAscendByTheirBytes) {
  EXPECT_EQ(what_is_wrong({{{"Z", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}, {"\xC3\xA9", {1, 0, 0, 0}}}}),
            "");
  EXPECT_EQ(what_is_wrong({{{"a", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}}}),
            "its emails do not ascend");
  EXPECT_EQ(what_is_wrong({{{"ab", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}}}),
            "its emails do not ascend");
}

TEST(RunTotals, NeedEmailsThatAscendOverBatches) {
  EXPECT_EQ(what_is_wrong({{{"b", {1, 0, 0, 0}}}, {{"b", {1, 0, 0, 0}}}}),
            "its emails do not ascend");
}

TEST(RunTotals, NeedEmailsOf1To1024Bytes) {
  EXPECT_EQ(what_is_wrong({{{std::string(1024, 'a'), {1, 0, 0, 0}}}}), "");
  EXPECT_EQ(what_is_wrong({{{std::string(1025, 'a'), {1, 0, 0, 0}}}}), "an email is too long");
  EXPECT_EQ(what_is_wrong({{{"", {1, 0, 0, 0}}}}), "its emails do not ascend");
}

TEST(RunTotals, NeedAnEventInEachRowAndNoNegativeCount) {
  for (size_t action = 0; action < kActions; action++) {
    Counts counts = {};
    counts[action] = 1;
    EXPECT_EQ(what_is_wrong({{{"a", counts}}}), "");
    counts = {5, 5, 5, 5};
    counts[action] = -1;
    EXPECT_EQ(what_is_wrong({{{"a", counts}}}), "a count is negative");
  }
  EXPECT_EQ(what_is_wrong({{{"a", {0, 0, 0, 0}}}}), "a row has no events");
}

TEST(RunTotals, NeedSumsThat64BitsHold) {
  EXPECT_EQ(what_is_wrong({{{"a", {0, kMost - 1, 0, 0}}, {"b", {0, 1, 0, 0}}}}), "");
  EXPECT_EQ(what_is_wrong({{{"a", {0, kMost - 1, 0, 0}}, {"b", {0, 2, 0, 0}}}}),
            "its counts add up to more than 2^63 - 1");
}

}  // namespace
}  // namespace crudtally
