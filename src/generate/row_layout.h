// How the fields of a row become a line of a log: the columns, their order and the line's end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crudtally {

// The three fields as they stand in the log, quotes and all.
struct RowFields {
  std::string_view email;
  std::string_view action;
  std::string_view timestamp;
};

class RowLayout {
 public:
  // `shuffled_columns`: timestamp, region, action, email and session, in this order.
  RowLayout(bool shuffled_columns, bool crlf)
      : shuffled_columns_(shuffled_columns), line_end_(crlf ? "\r\n" : "\n") {}

  std::string_view header() const;

  // Writes a row without its line end; returns its end. It takes the bytes of the fields and at
  // most 64 more. What the extra columns hold depends on `number` alone.
  char* write_row(const RowFields& fields, uint64_t number, char* out) const;
  char* write_line_end(char* out) const;

 private:
  bool shuffled_columns_;
  std::string_view line_end_;
};

}  // namespace crudtally
