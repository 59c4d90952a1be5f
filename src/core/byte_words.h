// Text, eight bytes at a time, by plain arithmetic: for short fields of which a call of memchr, or
// a branch for each byte, costs more than the look itself.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace crudtally {

inline constexpr size_t kWordBytes = 8;
inline constexpr uint64_t kLowBits = 0x0101010101010101;   // of each byte of a word
inline constexpr uint64_t kHighBits = 0x8080808080808080;  // likewise

// The first byte is the lowest.
inline uint64_t load_word(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, kWordBytes);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Each of these marks bytes of a word by their highest bit, and those alone.

constexpr uint64_t not_ascii(uint64_t word) {
  return word & kHighBits;
}

// ASCII bytes from `least` to `most`.
constexpr uint64_t bytes_within(uint64_t word, unsigned char least, unsigned char most) {
  const uint64_t low = word & ~kHighBits;
  const uint64_t reach_least = low + (0x80U - least) * kLowBits;
  const uint64_t exceed_most = low + (0x7FU - most) * kLowBits;
  return reach_least & ~exceed_most & ~word & kHighBits;
}

// `wanted` is ASCII.
constexpr uint64_t bytes_equal(uint64_t word, char wanted) {
  const uint64_t others = word ^ static_cast<unsigned char>(wanted) * kLowBits;
  return ~(((others & ~kHighBits) + ~kHighBits) | others) & kHighBits;
}

// How many bytes of a word stand before the first that is marked; 8 where none is.
constexpr size_t bytes_before(uint64_t marks) {
  return static_cast<size_t>(std::countr_zero(marks)) / 8;
}

// Whether `marks`, a function of a word, marks any byte of `text`, which it looks at in chunks of
// `kWords`, the first three at least: texts of up to three chunks take no branch for their length.
template <size_t kWords, typename Marks>
bool any_byte(std::string_view text, Marks marks) {
  constexpr size_t kChunkBytes = kWords * kWordBytes;
  if (text.size() < kChunkBytes) {
    if constexpr (kWords > 1) return any_byte<1>(text, marks);
    return std::ranges::any_of(
        text, [&](char byte) { return marks(static_cast<unsigned char>(byte) * kLowBits) != 0; });
  }
  const auto marks_of_chunk = [&](size_t begin) {
    uint64_t found = 0;
    for (size_t at = begin; at < begin + kChunkBytes; at += kWordBytes) {
      found |= marks(load_word(text.data() + at));
    }
    return found;
  };
  // The last chunk overlaps others, so that no bytes are left over.
  const size_t last = text.size() - kChunkBytes;
  uint64_t found =
      marks_of_chunk(0) | marks_of_chunk(std::min(kChunkBytes, last)) | marks_of_chunk(last);
  for (size_t at = 2 * kChunkBytes; at < last; at += kChunkBytes) found |= marks_of_chunk(at);
  return found != 0;
}

// Where `wanted`, which is ASCII, first stands in `text` from `at` on, at most its size; the size
// where it does not. What is near is found without a call, and what is not without a branch for
// each word.
inline size_t find_byte(std::string_view text, char wanted, size_t at) {
  if (at + kWordBytes <= text.size()) {
    const uint64_t found = bytes_equal(load_word(text.data() + at), wanted);
    if (found != 0) return at + bytes_before(found);
    at += kWordBytes;
  }
  return std::min(text.find(wanted, at), text.size());
}

}  // namespace crudtally
