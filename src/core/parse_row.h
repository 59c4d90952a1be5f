// One row, read by the whole dialect: an event, or the reason why it is none. This is the reference
// that every faster path has to agree with.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "core/counts.h"
#include "core/dialect.h"
#include "core/reject.h"

namespace crudtally {

struct Event {
  std::string_view email;  // of the row, or of the caller's `unquoted`
  Action action;
  int hour;
  bool misfiled;
  Date date;  // as written
};

// Reads `row`: a line that is not blank, without its line end. `unquoted` may be any string, and
// the same for one row after the other: an email that differs from the row's bytes (doubled quotes,
// normalised) is written over it.
std::variant<Event, Reason> parse_row(std::string_view row, const Dialect& dialect,
                                      std::string& unquoted);

}  // namespace crudtally
