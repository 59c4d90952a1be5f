// What is left of sorted runs when others are taken from them: counts add up, and so they can be
// taken back.
#pragma once

#include <memory>
#include <vector>

#include "core/run.h"

namespace crudtally {

// The merge of `added` less that of `taken`, without the users that are left with no event. None of
// the runs may be null. Where more is taken from a user than was added, counts come out negative:
// who asks knows that each of `taken` is part of what was added. Its `next` throws what those of
// the runs throw, and Error where a sum would pass 2^63 - 1.
std::unique_ptr<Run> difference_of_runs(std::vector<std::unique_ptr<Run>> added,
                                        std::vector<std::unique_ptr<Run>> taken);

}  // namespace crudtally
