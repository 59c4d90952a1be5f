// CSV as crudtally writes it: commas, LF, and quotes around a field that holds a comma, a quote, CR
// or LF, with its quotes doubled.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crudtally {

void append_csv_field(std::string& csv, std::string_view field);

// The same into memory that has room for it: writes `field` at `out` and returns its end, at most
// longest_csv_field bytes further.
char* write_csv_field(char* out, std::string_view field);

constexpr size_t longest_csv_field(size_t field_bytes) {
  return 2 * field_bytes + 2;
}

}  // namespace crudtally
