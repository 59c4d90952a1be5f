// What is counted: four actions, and how often a user took each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crudtally {

// In the order of the report's columns.
enum class Action : uint8_t { create, read, update, remove };

inline constexpr size_t kActions = 4;
inline constexpr std::array<std::string_view, kActions> kActionNames = {"create", "read", "update",
                                                                        "delete"};

// Counts a user by action; never negative.
using Counts = std::array<int64_t, kActions>;

// Events by hour of the day, as written, and action.
using HourCounts = std::array<Counts, 24>;

// sum += addend; false, with `sum` unspecified, where a sum would pass 2^63 - 1.
[[nodiscard]] inline bool add_counts(Counts& sum, const Counts& addend) {
  bool overflow = false;
  for (size_t action = 0; action < kActions; action++) {
    overflow |= __builtin_add_overflow(sum[action], addend[action], &sum[action]);
  }
  return !overflow;
}

}  // namespace crudtally
