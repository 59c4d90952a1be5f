// What tests set in the environment to try every path through the engine; users need none of it,
// and no result depends on it.
//
//   CRUDTALLY_SIMD=portable|avx2|avx512   the SIMD level
//   CRUDTALLY_PIECE_BYTES=N               how much of a log is read at once
//   CRUDTALLY_SPLIT_BYTES=N               how logs are cut for the threads
//   CRUDTALLY_TABLE_BYTES=N               how much is counted in memory before it is spilled
#pragma once

#include "job/options.h"

namespace crudtally {

// Throws Error (usage) for a level that this processor has not, and a size that is no multiple of
// 4,096.
void read_test_settings(JobOptions& job);

}  // namespace crudtally
