// A report as CSV: this header, then a line a user.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/counts.h"

namespace crudtally {

inline constexpr std::string_view kReportHeader =
    "email,create_count,read_count,update_count,delete_count\n";

inline constexpr size_t kLongestNumber = 20;
// What follows an email: a comma and a number for each action, and LF.
inline constexpr size_t kLongestCsvCounts = kActions * (1 + kLongestNumber) + 1;

}  // namespace crudtally
