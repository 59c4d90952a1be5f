// A row's fields: commas outside quotes part them. A field is quoted when its first byte is a
// quote; after its closing quote comes a comma or the end of the line. Any other quote is an
// ordinary character.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "core/byte_words.h"

namespace crudtally {

class FieldReader {
 public:
  // `line` is without its line end; even an empty one has one field. `unquoted` has room for as
  // many bytes.
  FieldReader(std::string_view line, char* unquoted) : line_(line), unquoted_(unquoted) {}

  // The value of the next field: a view of the line, or where doubled quotes make it differ, of
  // `unquoted`. False after the last one and, with `badly_quoted`, where the quotes are wrong.
  bool next(std::string_view& field) {
    if (at_ > line_.size()) return false;
    if (at_ < line_.size() && line_[at_] == '"') return next_quoted(field);
    const size_t end = find_byte(line_, ',', at_);
    field = line_.substr(at_, end - at_);
    at_ = end + 1;
    return true;
  }
  // After a field: what follows it, from its comma on.
  std::string_view rest() const { return line_.substr(std::min(at_ - 1, line_.size())); }
  bool badly_quoted() const { return badly_quoted_; }

 private:
  bool next_quoted(std::string_view& field);

  std::string_view line_;
  char* unquoted_;  // behind the values that are there
  size_t at_ = 0;   // past the line's end once the last field was read
  bool badly_quoted_ = false;
};

}  // namespace crudtally
