// The digest of a set of rows: kept in a day tally's metadata, and what a report must come to.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/counts.h"

namespace crudtally {

// The digest of a set of rows, in any order and in any parts: the sum, modulo 2^64, over the rows,
// of a hash of the email times a number made of its counts. It is linear in the counts, so that it
// adds up as they do: the digest of a window's merged rows is the sum of its days' digests. So one
// look at the merged rows verifies all tallies that they came from and the merge itself, where a
// look at the rows of each tally took a tenth of a report from tallies of 5 million users. (Order
// is checked apart, as emails must strictly ascend.)
//
// Part of the format of a tally: a row's part is the XXH3-64 of the email's bytes with its lowest
// bit set, times the sum of the four counts times kCountFactors. In Python:
//   (xxhash.xxh3_64_intdigest(email) | 1) * sum(count * factor for ...) % 2**64
// The lowest bit, and factors that are odd, make any other count a different digest.
class RowsDigest {
 public:
  static constexpr std::array<uint64_t, kActions> kCountFactors = {
      0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93};

  void add(std::string_view email, const Counts& counts);
  void add(const RowsDigest& others) { sum_ += others.sum_; }
  uint64_t value() const { return sum_; }

 private:
  uint64_t sum_ = 0;
};

// A digest as text, in metadata and summaries: 16 lower-case hexadecimal digits.
std::string rows_digest_text(uint64_t digest);
std::optional<uint64_t> parse_rows_digest(std::string_view text);

}  // namespace crudtally
