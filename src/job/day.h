// A day of the window, from its log or tally to the summary.
#pragma once

#include <optional>
#include <vector>

#include "job/count_days.h"
#include "job/day_plan.h"
#include "report/summary.h"

namespace crudtally {

struct Day {
  DayPlan plan;
  // Of a call without a cache, what was counted.
  std::optional<CountedDay> counted;

  // Nothing where the day is missing, or not counted yet.
  const TallyMetadata* metadata() const;
};

// Writes what is known of the days, and their sums, into `summary`, in place of what it said of
// them.
void describe_days(const std::vector<Day>& days, Summary& summary);

}  // namespace crudtally
