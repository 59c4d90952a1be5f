// When in the day the rows of a log fall: few at night, most around noon.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace crudtally {

inline constexpr int kSecondsOfDay = 86'400;

// How many of a day's `events`, at most 10^12, come before `second`, which is from 0 to
// kSecondsOfDay.
constexpr int64_t events_before(int second, int64_t events) {
  constexpr std::array<int, 24> kHourWeights = {3,  2,  1,  1,  1,  2,  4,  7,  10, 12, 13, 13,
                                                12, 12, 13, 13, 12, 11, 11, 12, 12, 10, 7,  5};
  int64_t before = 0;
  int64_t total = 0;
  for (int hour = 0; hour < 24; hour++) {
    const int weight = kHourWeights[static_cast<size_t>(hour)];
    const int passed = second - hour * 3600;
    before += int64_t{weight} * (passed < 0 ? 0 : passed > 3600 ? 3600 : passed);
    total += int64_t{weight} * 3600;
  }
  return events * before / total;
}

}  // namespace crudtally
