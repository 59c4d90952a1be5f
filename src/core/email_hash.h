// Emails as the counter compares them: by words of eight bytes, without a branch on the length
// below 32 bytes, which most of them have.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace crudtally {

namespace email_words {

inline constexpr size_t kBytes = 32;
using Words = std::array<uint64_t, kBytes / 8>;

// masks[n] keeps the first n bytes of the words.
inline constexpr std::array<Words, kBytes + 1> kMasks = [] {
  std::array<Words, kBytes + 1> masks = {};
  for (size_t bytes = 0; bytes < masks.size(); bytes++) {
    for (size_t at = 0; at < bytes; at++) {
      const size_t shift =
          std::endian::native == std::endian::little ? at % 8 * 8 : 56 - at % 8 * 8;
      masks[bytes][at / 8] |= uint64_t{0xFF} << shift;
    }
  }
  return masks;
}();

inline uint64_t load(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Both halves of a full product: every bit of either factor reaches the result.
inline uint64_t mix(uint64_t left, uint64_t right) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{left} * right;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t hash(const char* email, size_t bytes, uint64_t seed) {
  const Words& mask = kMasks[bytes];
  const uint64_t start = mix((load(email) & mask[0]) ^ 0x9E3779B97F4A7C15,
                             (load(email + 8) & mask[1]) ^ 0xC2B2AE3D27D4EB4F);
  const uint64_t end = mix((load(email + 16) & mask[2]) ^ 0x165667B19E3779F9,
                           (load(email + 24) & mask[3]) ^ 0xD6E8FEB86659FD93);
  return mix(start ^ seed, end ^ bytes ^ 0x2545F4914F6CDD1D);
}

}  // namespace email_words

// Reads up to 32 bytes past the end of the email.
inline uint32_t hash_email(const char* email, size_t bytes) {
  constexpr size_t kWhole = email_words::kBytes;
  uint64_t seed = 0x27220A95FE26A11D;
  for (; bytes > kWhole; email += kWhole, bytes -= kWhole) {
    seed = email_words::hash(email, kWhole, seed);
  }
  return static_cast<uint32_t>(email_words::hash(email, bytes, seed) >> 32);
}

// Whether two emails of the same length are equal. Reads up to 32 bytes past the ends of both.
inline bool is_same_email(const char* left, const char* right, size_t bytes) {
  constexpr size_t kWhole = email_words::kBytes;
  for (; bytes > kWhole; left += kWhole, right += kWhole, bytes -= kWhole) {
    if (std::memcmp(left, right, kWhole) != 0) return false;
  }
#if defined(__SSE2__)
  // Half the instructions of the words below, in the hottest comparison of all.
  const auto equal_bytes = [&](size_t at) {
    const auto half = [at](const char* email) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(email + at));
    };
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(half(left), half(right))));
  };
  const uint64_t equal = uint64_t{equal_bytes(16)} << 16 | equal_bytes(0);
  return (~equal & ~(~uint64_t{0} << bytes)) == 0;
#else
  const email_words::Words& mask = email_words::kMasks[bytes];
  uint64_t difference = 0;
  for (size_t word = 0; word < mask.size(); word++) {
    difference |=
        (email_words::load(left + 8 * word) ^ email_words::load(right + 8 * word)) & mask[word];
  }
  return difference == 0;
#endif
}

}  // namespace crudtally
