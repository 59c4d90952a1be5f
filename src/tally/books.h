// The arithmetic of a day: what its metadata says must add up, when it is written and when it is
// read back.
#pragma once

#include <string_view>

#include "tally/metadata.h"

namespace crudtally {

// What of `metadata` cannot be, for an error message; empty where the books balance. They do when
// no number is negative, events and rejects add up to rows, the sums add up to events, the hours
// add up to the sums, every user has an event, and no event is misfiled twice.
std::string_view find_imbalance(const TallyMetadata& metadata);

}  // namespace crudtally
