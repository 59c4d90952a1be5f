// Ranks that follow Zipf's law with exponent 1: rank k is k times rarer than rank 1.
//
// Two random numbers, one table look-up and no rejection a rank, in integers alone. Ranks below 512
// have a table entry each; from there on every doubling of the rank is cut into 256 entries, whose
// ranks are equally likely: at most 0.2 % away from the law, and a table of 170 KB at most. An
// entry is picked by Walker's alias method.
#pragma once

#include <cstdint>
#include <vector>

#include "generate/random.h"

namespace crudtally {

class ZipfRanks {
 public:
  // Ranks from 1 to `count`, which is from 1 to 10^12.
  explicit ZipfRanks(uint64_t count);

  uint64_t pick(Random& random) const {
    const uint64_t number = random.next();
    const Entry* entry = &entries_[((number >> 32) * entries_.size()) >> 32];
    if (static_cast<uint32_t>(number) >= entry->own_share) entry = &entries_[entry->alias];
    return entry->first + random.below(entry->width);
  }

 private:
  struct Entry {
    uint64_t first;
    uint64_t width;
    // Of the 2^32 numbers that lead here, so many mean this entry; the others mean `alias`.
    uint32_t own_share;
    uint32_t alias;
  };

  std::vector<Entry> entries_;
};

}  // namespace crudtally
