// A row that was not counted, and why.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crudtally {

// A row's reason is the first of these that holds.
enum class Reason : uint8_t {
  line_too_long,
  invalid_utf8,
  bad_quoting,
  wrong_field_count,
  empty_email,
  control_character,
  email_too_long,
  unknown_action,
  bad_timestamp,
  misfiled,
};

inline constexpr size_t kReasons = 10;
inline constexpr std::array<std::string_view, kReasons> kReasonNames = {
    "line_too_long",     "invalid_utf8",   "bad_quoting",    "wrong_field_count", "empty_email",
    "control_character", "email_too_long", "unknown_action", "bad_timestamp",     "misfiled",
};

// So many rejects of a day, and so many of its misfiled events, are named by file and line.
inline constexpr size_t kRejectExamples = 10;
inline constexpr size_t kMisfiledExamples = 10;

constexpr std::string_view name_of(Reason reason) {
  return kReasonNames[static_cast<size_t>(reason)];
}

// Rejects by reason.
using RejectCounts = std::array<int64_t, kReasons>;

constexpr int64_t total(const RejectCounts& rejects) {
  int64_t sum = 0;
  for (const int64_t count : rejects) sum += count;
  return sum;
}

struct Reject {
  uint64_t line = 0;  // of the file, from 1
  Reason reason = Reason::line_too_long;
  // The row without its line end, as it stands in the log: any bytes. Of a line that is too long,
  // the first kKeptBytes.
  std::string row;
  uint64_t row_bytes = 0;  // of the whole row
};

// A row of more bytes than this, its line end not counted, is too long; so much of it is kept.
inline constexpr size_t kLongestRowBytes = 1'048'576;
inline constexpr size_t kKeptBytes = 65'536;

// The row as people see it: valid UTF-8, each invalid sequence replaced by U+FFFD as Python's
// errors="replace" does, and `…[N bytes]` after what is kept of a line that is too long.
std::string shown_row(const Reject& reject);

}  // namespace crudtally
