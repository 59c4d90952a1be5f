#include "core/timestamp.h"

namespace crudtally {
namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

// The number that the two bytes spell, or -1 where they are not two digits or it is above `most`.
int two_digits(std::string_view text, size_t at, int most) {
  if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return -1;
  const int value = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return value <= most ? value : -1;
}

// Nothing, `Z`, or a sign and `03`, `0300` or `03:00`.
bool is_offset(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  if (text[0] != '+' && text[0] != '-') return false;
  if (two_digits(text, 1, 23) < 0) return false;
  if (text.size() == 3) return true;
  const size_t minutes = text[3] == ':' ? 4 : 3;
  return text.size() == minutes + 2 && two_digits(text, minutes, 59) >= 0;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  constexpr size_t kSecondsEnd = 19;
  if (text.size() < kSecondsEnd) return std::nullopt;
  const std::optional<Date> date = parse_date(text.substr(0, 10));
  const int hour = two_digits(text, 11, 23);
  if (!date || (text[10] != ' ' && text[10] != 'T') || hour < 0 || text[13] != ':' ||
      two_digits(text, 14, 59) < 0 || text[16] != ':' || two_digits(text, 17, 59) < 0) {
    return std::nullopt;
  }
  size_t end = kSecondsEnd;
  if (end < text.size() && text[end] == '.') {
    end++;
    while (end < text.size() && is_digit(text[end])) end++;
    if (end == kSecondsEnd + 1) return std::nullopt;
  }
  if (!is_offset(text.substr(end))) return std::nullopt;
  return Timestamp{*date, hour};
}

}  // namespace crudtally
