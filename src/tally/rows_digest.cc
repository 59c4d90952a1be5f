#include "tally/rows_digest.h"

#include <charconv>

#include <fmt/format.h>

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

std::string rows_digest_text(uint64_t digest) {
  return fmt::format("{:016x}", digest);
}

std::optional<uint64_t> parse_rows_digest(std::string_view text) {
  uint64_t digest = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, digest, 16);
  if (text.size() != 16 || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return digest;
}

}  // namespace crudtally
