#include "core/fields.h"

#include <algorithm>

namespace crudtally {

bool FieldReader::next_quoted(std::string_view& field) {
  char* const value = unquoted_;
  const auto copy = [&](size_t begin, size_t end) {
    unquoted_ = std::copy_n(line_.data() + begin, end - begin, unquoted_);
  };
  size_t begin = at_ + 1;
  size_t quote = find_byte(line_, '"', begin);
  while (quote + 1 < line_.size() && line_[quote + 1] == '"') {
    copy(begin, quote + 1);
    begin = quote + 2;
    quote = find_byte(line_, '"', begin);
  }
  const bool closed = quote < line_.size();
  if (!closed || (quote + 1 < line_.size() && line_[quote + 1] != ',')) {
    badly_quoted_ = true;
    at_ = line_.size() + 1;
    return false;
  }
  at_ = quote + 2;
  if (unquoted_ == value) {
    field = line_.substr(begin, quote - begin);
  } else {
    copy(begin, quote);
    field = {value, unquoted_};
  }
  return true;
}

}  // namespace crudtally
