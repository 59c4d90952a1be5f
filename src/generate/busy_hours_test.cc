#include "generate/busy_hours.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

TEST(EventsBefore, IsNothingBeforeTheDayAndAllAfterIt) {
  for (const int64_t events :
       {int64_t{0}, int64_t{1}, int64_t{5'000'000}, int64_t{1'000'000'000'000}}) {
    EXPECT_EQ(events_before(0, events), 0);
    EXPECT_EQ(events_before(kSecondsOfDay, events), events);
  }
}

TEST(EventsBefore, NeverFalls) {
  for (const int64_t events : {int64_t{7}, int64_t{1'000'000'000'000}}) {
    for (int second = 1; second <= kSecondsOfDay; second++) {
      ASSERT_GE(events_before(second, events), events_before(second - 1, events));
    }
  }
}

TEST(EventsBefore, PutsMoreEventsAtNoonThanAtNight) {
  const auto of_hour = [](int hour) {
    return events_before((hour + 1) * 3600, 1'000'000) - events_before(hour * 3600, 1'000'000);
  };
  EXPECT_GT(of_hour(12), 5 * of_hour(3));
  EXPECT_GT(of_hour(3), 0);
}

}  // namespace
}  // namespace crudtally
