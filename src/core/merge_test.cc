#include "core/merge.h"

#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using Rows = std::map<std::string, Counts>;

// All rows of a run, checking that it ascends and has no empty batch.
std::vector<Row> drain(Run& run) {
  std::vector<Row> rows;
  while (const RunBatch* batch = run.next()) {
    EXPECT_GT(batch->size(), 0U);
    for (size_t row = 0; row < batch->size(); row++) {
      if (!rows.empty()) {
        EXPECT_LT(rows.back().first, batch->emails[row]);
      }
      rows.emplace_back(batch->emails[row], batch->counts[row]);
    }
  }
  EXPECT_EQ(run.next(), nullptr);
  return rows;
}

Rows merged(const std::vector<Rows>& inputs, size_t batch) {
  std::vector<std::unique_ptr<Run>> runs;
  for (const Rows& rows : inputs) {
    runs.push_back(std::make_unique<MemoryRun>(std::vector<Row>(rows.begin(), rows.end()), batch));
  }
  const auto rows = drain(*merge_runs(std::move(runs)));
  return {rows.begin(), rows.end()};
}

TEST(Merge, OfNoRunsIsEmpty) {
  EXPECT_TRUE(merged({}, 1).empty());
}

TEST(Merge, OfEmptyRunsIsEmpty) {
  EXPECT_TRUE(merged({{}, {}, {}}, 1).empty());
}

TEST(Merge, AddsUpEqualEmails) {
  EXPECT_EQ(merged({{{"ann", {1, 0, 0, 2}}, {"bob", {1, 1, 1, 1}}}, {{"ann", {0, 3, 0, 4}}}}, 8),
            (Rows{{"ann", {1, 3, 0, 6}}, {"bob", {1, 1, 1, 1}}}));
}

TEST(Merge, OrdersByBytesBeyondThePrefix) {
  const std::string prefix = "0123456789abcdef";
  const Rows expected = {{prefix, {1, 0, 0, 0}},
                         {prefix + "a", {1, 0, 0, 0}},
                         {prefix + "a\x7F", {1, 0, 0, 0}},
                         {prefix + "\xC3\xA9", {1, 0, 0, 0}},
                         {"short", {1, 0, 0, 0}}};
  std::vector<Rows> inputs;
  for (const auto& row : expected) inputs.push_back({row});
  EXPECT_EQ(merged(inputs, 1), expected);
}

TEST(Merge, IsTheSumOfRandomRunsWhateverTheBatches) {
  TestRandom random;
  for (size_t runs = 1; runs <= 9; runs++) {
    for (const size_t batch : {1, 2, 7, 1000}) {
      std::vector<Rows> inputs(runs);
      Rows expected;
      for (Rows& rows : inputs) {
        for (unsigned row = random(200); row != 0; row--) {
          const std::string email = std::string(random(20), 'a') + std::to_string(random(50));
          const Counts counts = {static_cast<int64_t>(random(9)), 2, random(9) == 0 ? 7 : 0, 1};
          if (!rows.emplace(email, counts).second) continue;
          ASSERT_TRUE(add_counts(expected[email], counts));
        }
      }
      EXPECT_EQ(merged(inputs, batch), expected) << runs << " runs, batches of " << batch;
    }
  }
}

TEST(Merge, RefusesASumThatDoesNotFit) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(merged({{{"ann", {most - 1, 0, 0, 0}}}, {{"ann", {1, 0, 0, 0}}}}, 1),
            (Rows{{"ann", {most, 0, 0, 0}}}));
  EXPECT_THROW(merged({{{"ann", {most, 0, 0, 0}}}, {{"ann", {1, 0, 0, 0}}}}, 1), Error);
}

}  // namespace
}  // namespace crudtally
