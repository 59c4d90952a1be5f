#include "tally/rows_digest.h"

#include <bit>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace crudtally {

static_assert(std::endian::native == std::endian::little, "the counts are hashed as they lie here");

void RowsDigest::add(std::string_view email, const Counts& counts) {
  const XXH64_hash_t seed = XXH3_64bits(counts.data(), sizeof(Counts));
  sum_ += XXH3_64bits_withSeed(email.data(), email.size(), seed);
}

}  // namespace crudtally
