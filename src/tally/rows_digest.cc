#include "tally/rows_digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crudtally {

void RowsDigest::add(std::string_view email, const Counts& counts) {
  uint64_t seed = 0;
  for (size_t action = 0; action < kActions; action++) {
    seed += static_cast<uint64_t>(counts[action]) * kCountFactors[action];
  }
  sum_ += XXH3_64bits_withSeed(email.data(), email.size(), seed);
}

}  // namespace crudtally
