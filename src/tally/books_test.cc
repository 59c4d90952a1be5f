#include "tally/books.h"

#include <functional>
#include <limits>

#include <gtest/gtest.h>

namespace crudtally {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// 12 rows: 10 events of two users and 2 rejects.
TallyMetadata balanced() {
  TallyMetadata metadata;
  metadata.sources.resize(1);
  metadata.sources[0].rows = 12;
  metadata.rows = 12;
  metadata.events = 10;
  metadata.rejects[static_cast<size_t>(Reason::bad_quoting)] = 1;
  metadata.rejects[static_cast<size_t>(Reason::bad_timestamp)] = 1;
  metadata.misfiled = 1;
  metadata.hours[0] = {1, 0, 0, 3};
  metadata.hours[23] = {0, 2, 3, 1};
  metadata.sums = {1, 2, 3, 4};
  metadata.users = 2;
  return metadata;
}

std::string_view after(const std::function<void(TallyMetadata&)>& change) {
  TallyMetadata metadata = balanced();
  change(metadata);
  return find_imbalance(metadata);
}

TEST(FindImbalance, FindsNoneWhereTheBooksBalance) {
  EXPECT_EQ(find_imbalance(balanced()), "");
  EXPECT_EQ(find_imbalance(TallyMetadata()), "");
}

TEST(FindImbalance, AddsEventsAndRejectsUpToRows) {
  EXPECT_EQ(after([](TallyMetadata& day) { day.rows++; }),
            "events and rejects do not add up to rows");
  EXPECT_EQ(after([](TallyMetadata& day) { day.rejects[0] = 1; }),
            "events and rejects do not add up to rows");
}

TEST(FindImbalance, AddsSumsUpToEvents) {
  EXPECT_EQ(after([](TallyMetadata& day) { day.sums[2]++; }), "the counts do not add up to events");
}

TEST(FindImbalance, AddsHoursUpToSumsByAction) {
  EXPECT_EQ(after([](TallyMetadata& day) {
              day.hours[23] = {0, 3, 2, 1};
            }),
            "the hours do not add up to the counts");
}

TEST(FindImbalance, GivesEveryUserAnEvent) {
  EXPECT_EQ(after([](TallyMetadata& day) { day.users = 11; }), "there cannot be so many users");
  EXPECT_EQ(after([](TallyMetadata& day) { day.users = 0; }), "there cannot be so many users");
}

TEST(FindImbalance, KnowsNoMoreMisfiledEventsThanEvents) {
  EXPECT_EQ(after([](TallyMetadata& day) { day.misfiled = 11; }),
            "there are more misfiled events than events");
}

TEST(FindImbalance, RefusesNegativeNumbers) {
  for (const auto& change : std::vector<std::function<void(TallyMetadata&)>>{
           [](TallyMetadata& day) { day.rows = -1; }, [](TallyMetadata& day) { day.misfiled = -1; },
           [](TallyMetadata& day) { day.users = -1; },
           [](TallyMetadata& day) { day.sources[0].rows = -1; },
           [](TallyMetadata& day) {
             day.sums = {-1, 4, 3, 4};
           },
           [](TallyMetadata& day) {
             day.hours[1] = {-1, 0, 0, 0};
           },
           [](TallyMetadata& day) { day.rejects[0] = -1; }}) {
    EXPECT_EQ(after(change), "a number is negative");
  }
}

TEST(FindImbalance, IsNotFooledByOverflow) {
  EXPECT_EQ(after([](TallyMetadata& day) { day.rejects.fill(kMost); }),
            "events and rejects do not add up to rows");
  EXPECT_EQ(after([](TallyMetadata& day) { day.sums.fill(kMost); }),
            "the counts do not add up to events");
  EXPECT_EQ(after([](TallyMetadata& day) {
              day.hours.fill({kMost, kMost, kMost, kMost});
            }),
            "the hours do not add up to the counts");
}

}  // namespace
}  // namespace crudtally
