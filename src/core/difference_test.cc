#include "core/difference.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/testing.h"

namespace crudtally {
namespace {

using Runs = std::vector<std::vector<Row>>;

std::vector<std::unique_ptr<Run>> memory_runs(const Runs& runs, size_t batch_rows) {
  std::vector<std::unique_ptr<Run>> made;
  for (const std::vector<Row>& rows : runs) {
    made.push_back(std::make_unique<MemoryRun>(rows, batch_rows));
  }
  return made;
}

std::vector<Row> difference(const Runs& added, const Runs& taken, size_t batch_rows = 2) {
  const auto run =
      difference_of_runs(memory_runs(added, batch_rows), memory_runs(taken, batch_rows));
  std::vector<Row> rows;
  while (const RunBatch* batch = run->next()) {
    EXPECT_GT(batch->size(), 0U);
    for (size_t row = 0; row < batch->size(); row++) {
      rows.emplace_back(batch->emails[row], batch->counts[row]);
    }
  }
  return rows;
}

TEST(DifferenceOfRuns, IsWhatIsLeftOfEachUser) {
  EXPECT_EQ(difference({{{"a", {1, 2, 3, 4}}, {"b", {5, 0, 0, 0}}}}, {{{"a", {1, 0, 3, 1}}}}),
            (std::vector<Row>{{"a", {0, 2, 0, 3}}, {"b", {5, 0, 0, 0}}}));
}

TEST(DifferenceOfRuns, HasNoUserWithoutAnEvent) {
  EXPECT_EQ(difference({{{"a", {1, 2, 3, 4}}, {"b", {5, 0, 0, 0}}, {"c", {0, 0, 0, 7}}}},
                       {{{"a", {1, 2, 3, 4}}, {"c", {0, 0, 0, 7}}}}),
            (std::vector<Row>{{"b", {5, 0, 0, 0}}}));
}

TEST(DifferenceOfRuns, OfARunAndItselfHasNoRows) {
  const std::vector<Row> rows = {{"a", {1, 2, 3, 4}}, {"b", {5, 0, 0, 0}}, {"c", {0, 0, 0, 7}}};
  EXPECT_TRUE(difference({rows}, {rows}).empty());
}

TEST(DifferenceOfRuns, WithNothingTakenIsTheMerge) {
  EXPECT_EQ(difference({{{"a", {1, 0, 0, 0}}}, {{"a", {1, 0, 0, 0}}, {"b", {0, 1, 0, 0}}}}, {}),
            (std::vector<Row>{{"a", {2, 0, 0, 0}}, {"b", {0, 1, 0, 0}}}));
}

TEST(DifferenceOfRuns, IsNegativeWhereMoreIsTakenThanWasAdded) {
  EXPECT_EQ(difference({{{"b", {1, 0, 0, 0}}}}, {{{"a", {0, 1, 0, 0}}, {"b", {3, 0, 0, 0}}}}),
            (std::vector<Row>{{"a", {0, -1, 0, 0}}, {"b", {-2, 0, 0, 0}}}));
}

TEST(DifferenceOfRuns, TakesBackWhatWasAddedOfRandomDays) {
  TestRandom random;
  for (int round = 0; round < 100; round++) {
    Runs days(1 + random(12));
    for (std::vector<Row>& rows : days) {
      for (int user = 0; user < 40; user++) {
        if (random(3) == 0)
          rows.emplace_back("user" + std::to_string(10 + user), Counts{1, 0, random(3), 0});
      }
    }
    const size_t first_kept = random(days.size() + 1);
    std::map<std::string, Counts> kept;
    for (size_t day = first_kept; day < days.size(); day++) {
      for (const auto& [email, counts] : days[day]) ASSERT_TRUE(add_counts(kept[email], counts));
    }
    const Runs taken(days.begin(), days.begin() + static_cast<ptrdiff_t>(first_kept));
    EXPECT_EQ(difference(days, taken, 1 + random(5)), std::vector<Row>(kept.begin(), kept.end()));
  }
}

}  // namespace
}  // namespace crudtally
