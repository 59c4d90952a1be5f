#include "core/fields.h"

namespace crudtally {

std::string_view Field::value(std::string& unquoted) const {
  if (!has_doubled_quotes) return text;
  const size_t begin = unquoted.size();
  size_t at = 0;
  for (size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"', at)) {
    unquoted += text.substr(at, quote + 1 - at);
    at = quote + 2;
  }
  unquoted += text.substr(at);
  return std::string_view(unquoted).substr(begin);
}

bool FieldReader::next(Field& field) {
  if (at_ > line_.size()) return false;
  if (at_ < line_.size() && line_[at_] == '"') return next_quoted(field);
  const size_t comma = line_.find(',', at_);
  const size_t end = comma == std::string_view::npos ? line_.size() : comma;
  field = {line_.substr(at_, end - at_), false};
  at_ = end + 1;
  return true;
}

bool FieldReader::next_quoted(Field& field) {
  const size_t begin = at_ + 1;
  bool doubled = false;
  size_t quote = line_.find('"', begin);
  while (quote != std::string_view::npos && quote + 1 < line_.size() && line_[quote + 1] == '"') {
    doubled = true;
    quote = line_.find('"', quote + 2);
  }
  const bool closed = quote != std::string_view::npos;
  if (!closed || (quote + 1 < line_.size() && line_[quote + 1] != ',')) {
    badly_quoted_ = true;
    at_ = line_.size() + 1;
    return false;
  }
  field = {line_.substr(begin, quote - begin), doubled};
  at_ = quote + 2;
  return true;
}

}  // namespace crudtally
