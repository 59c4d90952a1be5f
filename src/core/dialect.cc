#include "core/dialect.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/byte_words.h"
#include "core/fields.h"
#include "core/reject.h"

namespace crudtally {

std::string_view normalized_email(std::string_view email, char* copy) {
  email = trim_blanks(email);
  const auto upper_case = [](uint64_t word) { return bytes_within(word, 'A', 'Z'); };
  if (!any_byte<2>(email, upper_case)) return email;
  std::ranges::transform(email, copy, lower_ascii);
  return {copy, email.size()};
}

std::optional<Columns> read_header(std::string_view line) {
  if (line.size() > kLongestRowBytes) return std::nullopt;
  constexpr std::array<std::string_view, 3> kNames = {"email", "action", "timestamp"};
  std::array<size_t, 3> found = {};
  std::array<size_t, 3> column = {};
  std::string unquoted(line.size(), '\0');
  FieldReader fields(line, unquoted.data());
  size_t count = 0;
  for (std::string_view field; fields.next(field); count++) {
    std::string name(trim_blanks(field));
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
