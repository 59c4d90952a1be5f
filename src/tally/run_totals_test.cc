#include "tally/run_totals.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "tally/testing.h"

namespace crudtally {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// What is wrong with these rows, each list a batch.
std::string what_is_wrong(const std::vector<std::vector<Row>>& batches) {
  RowsCheck check;
  for (const std::vector<Row>& rows : batches) {
    const std::string_view reason = check.add(batch_of(rows));
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

TEST(RowsCheck, NeedsEmailsThatStrictlyAscendByTheirBytes) {
  EXPECT_EQ(what_is_wrong({{{"Z", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}, {"\xC3\xA9", {1, 0, 0, 0}}}}),
            "");
  EXPECT_EQ(what_is_wrong({{{"a", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}}}),
            "its emails do not ascend");
  EXPECT_EQ(what_is_wrong({{{"ab", {1, 0, 0, 0}}, {"a", {1, 0, 0, 0}}}}),
            "its emails do not ascend");
}

TEST(RowsCheck, NeedsEmailsThatAscendOverBatches) {
  EXPECT_EQ(what_is_wrong({{{"b", {1, 0, 0, 0}}}, {{"b", {1, 0, 0, 0}}}}),
            "its emails do not ascend");
}

TEST(RowsCheck, NeedsEmailsOf1To1024Bytes) {
  EXPECT_EQ(what_is_wrong({{{std::string(1024, 'a'), {1, 0, 0, 0}}}}), "");
  EXPECT_EQ(what_is_wrong({{{std::string(1025, 'a'), {1, 0, 0, 0}}}}), "an email is too long");
  EXPECT_EQ(what_is_wrong({{{"", {1, 0, 0, 0}}}}), "its emails do not ascend");
}

TEST(RowsCheck, NeedsAnEventInEachRowAndNoNegativeCount) {
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
  RunTotals totals;
  EXPECT_EQ(totals.add(batch_of({{"a", {0, kMost - 1, 0, 0}}, {"b", {0, 1, 0, 0}}})), "");
  EXPECT_EQ(totals.add(batch_of({{"c", {0, 1, 0, 0}}})), "its counts add up to more than 2^63 - 1");
}

RunTotals totals_of(const std::vector<Row>& rows) {
  RunTotals totals;
  EXPECT_EQ(totals.add(batch_of(rows)), "");
  return totals;
}

void expect_equal(const RunTotals& a, const RunTotals& b) {
  EXPECT_EQ(a.users(), b.users());
  EXPECT_EQ(a.sums(), b.sums());
  EXPECT_EQ(a.rows_digest(), b.rows_digest());
}

RowsCheck check_of(const std::vector<Row>& rows) {
  RowsCheck check;
  EXPECT_EQ(check.add(batch_of(rows)), "");
  return check;
}

TEST(RowsCheck, NeedsEmailsThatAscendOverRanges) {
  const auto add = [](RowsCheck first, const RowsCheck& next) {
    return std::string(first.add(next));
  };
  const Counts once = {1, 0, 0, 0};
  const RowsCheck range = check_of({{"b", once}, {"d", once}});
  EXPECT_EQ(add(range, check_of({{"da", once}})), "");
  EXPECT_EQ(add(range, check_of({{"d", once}, {"e", once}})), "its emails do not ascend");
  EXPECT_EQ(add(range, check_of({{"c", once}, {"e", once}})), "its emails do not ascend");
  EXPECT_EQ(add(range, check_of({{"a", once}})), "its emails do not ascend");
  // The borders are those of all that was added, also past ranges without rows.
  RowsCheck added = check_of({});
  EXPECT_EQ(added.add(range), "");
  EXPECT_EQ(added.add(check_of({})), "");
  EXPECT_EQ(added.add(check_of({{"f", once}})), "");
  EXPECT_EQ(add(added, check_of({{"f", once}})), "its emails do not ascend");
  EXPECT_EQ(add(added, check_of({{"g", once}})), "");
  EXPECT_EQ(add(check_of({{"b", once}}), added), "its emails do not ascend");
  EXPECT_EQ(add(check_of({{"a", once}}), added), "");
  // Rows go on where the ranges ended.
  EXPECT_EQ(added.add(batch_of({{"f", once}})), "its emails do not ascend");
}

TEST(RunTotals, OfRangesInAnyOrderAreThoseOfAllTheirRows) {
  const std::vector<Row> rows = many_rows(100, 12);
  TestRandom random;
  std::vector<std::vector<Row>> ranges = in_ranges(rows, 8, random);
  std::ranges::shuffle(ranges, random.engine());
  RunTotals totals;
  for (const std::vector<Row>& range : ranges) {
    EXPECT_EQ(totals.add(totals_of(range)), "");
  }
  expect_equal(totals, totals_of(rows));
}

TEST(RunTotals, NeedSumsOfRangesThat64BitsHold) {
  const RunTotals range = totals_of({{"a", {0, 0, kMost - 1, 0}}});
  for (const int64_t more : {1, 2}) {
    const std::string wrong = more == 1 ? "" : "its counts add up to more than 2^63 - 1";
    RunTotals totals = range;
    EXPECT_EQ(totals.add(totals_of({{"b", {0, 0, more, 0}}})), wrong);
  }
}

}  // namespace
}  // namespace crudtally
