#include "core/dialect.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/fields.h"
#include "core/reject.h"

namespace crudtally {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string_view trim_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<Columns> read_header(std::string_view line) {
  if (line.size() > kLongestRowBytes) return std::nullopt;
  constexpr std::array<std::string_view, 3> kNames = {"email", "action", "timestamp"};
  std::array<size_t, 3> found = {};
  std::array<size_t, 3> column = {};
  FieldReader fields(line);
  std::string unquoted;
  size_t count = 0;
  for (Field field; fields.next(field); count++) {
    unquoted.clear();
    std::string name(trim_blanks(field.value(unquoted)));
    std::ranges::transform(name, name.begin(), lower_ascii);
    for (size_t wanted = 0; wanted < kNames.size(); wanted++) {
      if (name != kNames[wanted]) continue;
      found[wanted]++;
      column[wanted] = count;
    }
  }
  if (fields.badly_quoted() || found != std::array<size_t, 3>{1, 1, 1}) return std::nullopt;
  return Columns{count, column[0], column[1], column[2]};
}

}  // namespace crudtally
