// The order of a table's users by the bytes of their emails.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/count_table.h"

namespace crudtally {

// The first 16 bytes of an email as numbers that compare as the bytes do, zeros after a shorter
// one.
struct EmailPrefix {
  uint64_t first = 0;
  uint64_t second = 0;

  friend auto operator<=>(const EmailPrefix&, const EmailPrefix&) = default;
};
inline constexpr size_t kPrefixBytes = 16;

EmailPrefix email_prefix(std::string_view email);

// What an email has after its prefix.
inline std::string_view after_prefix(std::string_view email) {
  return email.substr(email.size() < kPrefixBytes ? email.size() : kPrefixBytes);
}

// The numbers of all users of `table`, sorted by email.
std::vector<uint32_t> sorted_users(const CountTable& table);

}  // namespace crudtally
