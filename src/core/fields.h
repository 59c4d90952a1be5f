// A row's fields: commas outside quotes part them. A field is quoted when its first byte is a
// quote; after its closing quote comes a comma or the end of the line. Any other quote is an
// ordinary character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crudtally {

struct Field {
  std::string_view text;  // between the quotes of a quoted field, doubled quotes still doubled
  bool has_doubled_quotes = false;

  // The field's value: a view of the line, or of `unquoted`, to which it is appended where doubled
  // quotes make it differ.
  std::string_view value(std::string& unquoted) const;
};

class FieldReader {
 public:
  // `line` is without its line end; even an empty one has one field.
  explicit FieldReader(std::string_view line) : line_(line) {}

  // The next field; false after the last one and, with `badly_quoted`, where the quotes are wrong.
  bool next(Field& field);
  bool badly_quoted() const { return badly_quoted_; }

 private:
  bool next_quoted(Field& field);

  std::string_view line_;
  size_t at_ = 0;  // past the line's end once the last field was read
  bool badly_quoted_ = false;
};

}  // namespace crudtally
