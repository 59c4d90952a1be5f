// Timestamps: `YYYY-MM-DD HH:MM:SS`, a `T` in the middle as well, with an optional fraction and an
// optional offset right after it. The date and time count as written; the offset does not move
// them.
#pragma once

#include <optional>
#include <string_view>

#include "base/date.h"

namespace crudtally {

struct Timestamp {
  Date date;
  int hour = 0;
};

// Nothing where `text`, without blanks around it, is not such a timestamp or names a date or time
// of day that does not exist.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace crudtally
