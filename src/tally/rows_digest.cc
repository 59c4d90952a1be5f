#include "tally/rows_digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crudtally {

void RowsDigest::add(std::string_view email, const Counts& counts) {
  uint64_t weight = 0;
  for (size_t action = 0; action < kActions; action++) {
    weight += static_cast<uint64_t>(counts[action]) * kCountFactors[action];
  }
  sum_ += (XXH3_64bits(email.data(), email.size()) | 1) * weight;
}

}  // namespace crudtally
