// Calendar days, as a number of days, and their one spelling: YYYY-MM-DD.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace crudtally {

// A day of the proleptic Gregorian calendar; `date + std::chrono::days(1)` is the next one.
using Date = std::chrono::sys_days;

// The date that `text` spells, exactly 10 bytes `YYYY-MM-DD`, years 0001 to 9999; nothing where
// there is no such date (2024-02-30).
std::optional<Date> parse_date(std::string_view text);

std::string format_date(Date date);

// Consecutive days, both ends included; never empty.
struct DateRange {
  Date first;
  Date last;

  bool contains(Date date) const { return first <= date && date <= last; }
};

// `D..D`, both ends included; nothing where either date does not exist or the range ends before it
// begins.
std::optional<DateRange> parse_date_range(std::string_view text);

}  // namespace crudtally
