// The one merge: sorted runs in, one sorted run out, equal emails added up. It serves the tables of
// a day, the days of a window, and whatever else is a run; it holds one batch of each input.
#pragma once

#include <memory>
#include <vector>

#include "core/run.h"

namespace crudtally {

// The merge of `runs`, none of them null. Its `next` throws what theirs throw, and Error where a
// sum would pass 2^63 - 1.
std::unique_ptr<Run> merge_runs(std::vector<std::unique_ptr<Run>> runs);

}  // namespace crudtally
