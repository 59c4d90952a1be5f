// Making one day's tally: under the day's lock, so that one process builds it and others wait.
#pragma once

#include "base/background.h"
#include "job/content_memo.h"
#include "job/count_days.h"
#include "job/day_plan.h"
#include "job/options.h"
#include "job/progress.h"

namespace crudtally {

// Counts `days` into the workers' tables. A log that changes while it is read is looked up and read
// once more; an Error where it changes again.
std::vector<CountedDay> count_settled(const JobOptions& options, std::vector<DayLog> days,
                                      Workers& workers, Progress& progress);

// Does what `plan` wants written: counts the log and writes tally and rejects, or writes a tally's
// refreshed metadata. The plan is made again under the lock, since another process may have been
// faster, unless the tally that it would find is the one that is distrusted. Publishing, which
// waits for the disk, is left to `closing`: afterwards `plan.tally` is the tally that was made.
// Returns the bytes read from logs.
uint64_t tally_day(const JobOptions& options, DayPlan& plan, ContentMemo& memo, Workers& workers,
                   Progress& progress, Background& closing);

}  // namespace crudtally
