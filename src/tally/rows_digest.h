// The digest of a set of rows, kept in a day tally's metadata.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/counts.h"

namespace crudtally {

// The digest of a set of rows, in any order and in any parts: the sum, modulo 2^64, of a 64-bit
// hash of each row. (The order is checked apart, as emails must strictly ascend.)
//
// Part of the format of a tally: the hash of a row is the XXH3-64 of the email's bytes, seeded with
// the sum, modulo 2^64, of the four counts times kCountFactors. (To hash the counts as well took 3
// % of a report from tallies.) In Python: xxhash.xxh3_64_intdigest(email, sum(count * factor for
// ...) % 2**64).
class RowsDigest {
 public:
  // Odd, so that a count that differs makes a different seed.
  static constexpr std::array<uint64_t, kActions> kCountFactors = {
      0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93};

  void add(std::string_view email, const Counts& counts);
  void add(const RowsDigest& others) { sum_ += others.sum_; }
  uint64_t value() const { return sum_; }

 private:
  uint64_t sum_ = 0;
};

}  // namespace crudtally
