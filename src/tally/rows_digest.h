// The digest of a set of rows, kept in a day tally's metadata.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/counts.h"

namespace crudtally {

// The digest of a set of rows, in any order and in any parts: the sum, modulo 2^64, of a 64-bit
// hash of each row. (The order is checked apart, as emails must strictly ascend.)
//
// Part of the format of a tally: the hash of a row is the XXH3-64 of the email's bytes, seeded with
// the XXH3-64 of the four counts as 32 bytes (64-bit little-endian, in the order of the columns).
// In Python: xxh3_64(email, seed=xxh3_64(struct.pack("<4q", *counts))).
class RowsDigest {
 public:
  void add(std::string_view email, const Counts& counts);
  void add(const RowsDigest& others) { sum_ += others.sum_; }
  uint64_t value() const { return sum_; }

 private:
  uint64_t sum_ = 0;
};

}  // namespace crudtally
