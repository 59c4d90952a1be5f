#include "job/memory_plan.h"

#include <algorithm>

namespace crudtally {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

// What the process takes before it has read anything, most of it Arrow's and Parquet's code.
constexpr uint64_t kProcessBytes = 40 * kMiB;
// A piece and its lines, events on their way, what a range is encoded or formatted into.
constexpr uint64_t kThreadBytes = 12 * kMiB;

}  // namespace

MemoryPlan plan_memory(uint64_t memory_limit, size_t threads) {
  MemoryPlan plan;
  // Half of what there is may go to threads.
  plan.threads = std::clamp<uint64_t>(memory_limit / 2 / kThreadBytes, 1, threads);
  const uint64_t taken = kProcessBytes + plan.threads * kThreadBytes;
  // What is too little is made up for by the allowance.
  const uint64_t free = std::max(memory_limit / 4, memory_limit - std::min(memory_limit, taken));
  // The tables' last growth and a piece of each thread go past it.
  plan.table_bytes = free - free / 8;
  return plan;
}

}  // namespace crudtally
