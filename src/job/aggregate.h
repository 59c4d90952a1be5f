// The job: the logs of a window in, its report out.
#pragma once

#include "job/options.h"
#include "job/progress.h"
#include "report/summary.h"

namespace crudtally {

// Finds the logs of the window, decides what the cache can say, counts the rest, merges, and writes
// the report and its summary. `summary` is filled in as far as the job comes: whoever catches what
// is thrown can show it all the same. Too many rejects is no exception but the summary's exit
// status and error. Throws Error.
void aggregate(const JobOptions& options, Progress& progress, Summary& summary);

}  // namespace crudtally
