#include "base/date.h"

#include <fmt/format.h>

namespace crudtally {
namespace {

// The number that exactly these decimal digits spell, or -1.
int parse_digits(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return -1;
    value = value * 10 + (digit - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = parse_digits(text.substr(0, 4));
  const int month = parse_digits(text.substr(5, 2));
  const int day = parse_digits(text.substr(8, 2));
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

std::string format_date(Date date) {
  const std::chrono::year_month_day parts(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()),
                     static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

std::optional<DateRange> parse_date_range(std::string_view text) {
  if (text.size() != 22 || text.substr(10, 2) != "..") return std::nullopt;
  const std::optional<Date> first = parse_date(text.substr(0, 10));
  const std::optional<Date> last = parse_date(text.substr(12));
  if (!first || !last || *last < *first) return std::nullopt;
  return DateRange{*first, *last};
}

}  // namespace crudtally
