#include "job/memory_plan.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

TEST(PlanMemory, GivesMostOfALargeLimitToTheTables) {
  const MemoryPlan plan = plan_memory(16'384 * kMiB, 8);
  EXPECT_EQ(plan.threads, 8U);
  EXPECT_GT(plan.table_bytes, 14'000 * kMiB);
  EXPECT_LT(plan.table_bytes, 16'384 * kMiB);
}

TEST(PlanMemory, LeavesRoomForTablesAtTheLeastLimit) {
  const MemoryPlan plan = plan_memory(kLeastMemory, 64);
  EXPECT_LE(plan.threads, 2U);
  EXPECT_GE(plan.table_bytes, 12 * kMiB);
}

TEST(PlanMemory, UsesFewerThreadsWhereTheyWouldTakeTheMemory) {
  EXPECT_LT(plan_memory(256 * kMiB, 256).threads, 16U);
  EXPECT_EQ(plan_memory(256 * kMiB, 2).threads, 2U);
  EXPECT_EQ(plan_memory(256 * kMiB, 1).threads, 1U);
}

TEST(PlanMemory, NeverGivesOutMoreThanTheLimit) {
  for (uint64_t limit = kLeastMemory; limit < 4'096 * kMiB; limit += 64 * kMiB) {
    for (const size_t threads : {1, 2, 4, 16, 64, 256}) {
      const MemoryPlan plan = plan_memory(limit, threads);
      EXPECT_LE(plan.table_bytes + plan.threads * 12 * kMiB, limit);
      EXPECT_LE(plan.threads, threads);
      EXPECT_GE(plan.threads, 1U);
    }
  }
}

}  // namespace
}  // namespace crudtally
