// What a call may do with the memory that it is allowed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace crudtally {

// The least that a call can be told to do with.
inline constexpr uint64_t kLeastMemory = uint64_t{64} << 20;

struct MemoryPlan {
  size_t threads = 1;  // at most those that were asked for
  // For the users of all tables together; what goes past it is spilled.
  size_t table_bytes = 0;
};

// Of a call on `threads` threads that may take so many bytes.
MemoryPlan plan_memory(uint64_t memory_limit, size_t threads);

}  // namespace crudtally
