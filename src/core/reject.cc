#include "core/reject.h"

#include <fmt/format.h>

#include "core/utf8.h"

namespace crudtally {

std::string shown_row(const Reject& reject) {
  std::string text = replace_invalid_utf8(reject.row);
  if (reject.reason == Reason::line_too_long) text += fmt::format("…[{} bytes]", reject.row_bytes);
  return text;
}

}  // namespace crudtally
