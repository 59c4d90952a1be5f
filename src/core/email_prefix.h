// The first 16 bytes of an email, by which most comparisons of emails are settled.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace crudtally {

// As numbers that compare as the bytes do, zeros after a shorter email.
struct EmailPrefix {
  static constexpr size_t kBytes = 16;

  uint64_t first = 0;
  uint64_t second = 0;

  friend bool operator==(const EmailPrefix&, const EmailPrefix&) = default;
  // As one number of 128 bits: a compare and a subtract, where two compares would be two branches
  // that are as good as random.
  friend bool operator<(const EmailPrefix& a, const EmailPrefix& b) {
    return a.whole() < b.whole();
  }

 private:
  __extension__ using Wide = unsigned __int128;
  Wide whole() const { return Wide{first} << 64 | second; }
};

inline EmailPrefix email_prefix(std::string_view email) {
  const auto big_endian = [](const char* bytes) {
    uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
  };
  if (email.size() >= EmailPrefix::kBytes) {
    return {big_endian(email.data()), big_endian(email.data() + 8)};
  }
  std::array<char, EmailPrefix::kBytes> padded = {};
  std::memcpy(padded.data(), email.data(), email.size());
  return {big_endian(padded.data()), big_endian(padded.data() + 8)};
}

// What an email has after its prefix.
inline std::string_view after_prefix(std::string_view email) {
  return email.substr(email.size() < EmailPrefix::kBytes ? email.size() : EmailPrefix::kBytes);
}

// Whether the email of the first prefix is before that of the second.
inline bool is_before(const EmailPrefix& a, std::string_view email_a, const EmailPrefix& b,
                      std::string_view email_b) {
  if (a == b) return after_prefix(email_a) < after_prefix(email_b);
  return a < b;
}

}  // namespace crudtally
