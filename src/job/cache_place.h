// Whether this cache belongs to these logs.
#pragma once

#include "job/content_memo.h"
#include "job/options.h"

namespace crudtally {

// False where the cache knows the input folder. True where it does not, but is new, or holds the
// tally of one of its logs, or is to be trusted: then the place is to be remembered. Throws Error,
// naming both places, where it is another's.
bool is_new_cache_place(const JobOptions& options, ContentMemo& memo);

}  // namespace crudtally
