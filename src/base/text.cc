#include "base/text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crudtally {

std::string grouped(int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (size_t at = 0; at < digits.size(); at++) {
    const bool is_border = (digits.size() - at) % 3 == 0;
    if (is_border && at != 0 && digits[at - 1] != '-') text += ',';
    text += digits[at];
  }
  return text;
}

std::string counted(int64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string first_of(const std::vector<std::string>& names, size_t most) {
  const size_t named = std::min(names.size(), most);
  const auto end = std::next(names.begin(), static_cast<std::ptrdiff_t>(named));
  std::string text = fmt::format("{}", fmt::join(names.begin(), end, ", "));
  if (named < names.size()) text += fmt::format(" and {} more", names.size() - named);
  return text;
}

}  // namespace crudtally
