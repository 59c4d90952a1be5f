// How the rows of one file are to be read.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/date.h"

namespace crudtally {

// Which field of a row is which; every row has `count` fields.
struct Columns {
  size_t count = 3;
  size_t email = 0;
  size_t action = 1;
  size_t timestamp = 2;

  friend bool operator==(const Columns&, const Columns&) = default;
};

struct Dialect {
  Date date;  // the log's: an event of another date is misfiled
  Columns columns;
  bool normalize_email = false;
  bool reject_misfiled = false;
};

// Of an unquoted, normalised email.
inline constexpr size_t kLongestEmailBytes = 1024;

// Blanks are spaces and tabs.
inline bool is_blank(char byte) {
  return byte == ' ' || byte == '\t';
}
inline std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}
inline bool is_blank(std::string_view text) {
  for (const char byte : text) {
    if (!is_blank(byte)) return false;
  }
  return true;
}

inline char lower_ascii(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

// `email` without blanks around it and with its ASCII letters in lower case: a view of itself, or
// where letters change, of `copy`, which has room for it.
std::string_view normalized_email(std::string_view email, char* copy);

// The columns that `line` (without its line end) names if it is a header: unquoted, trimmed and
// without regard to ASCII case, its fields hold `email`, `action` and `timestamp` exactly once
// each. Nothing where it is a row: also where it is too long or badly quoted.
std::optional<Columns> read_header(std::string_view line);

}  // namespace crudtally
