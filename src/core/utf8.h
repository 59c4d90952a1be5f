// UTF-8 by RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF.
#pragma once

#include <string>
#include <string_view>

namespace crudtally {

bool is_valid_utf8(std::string_view bytes);

// `bytes` with U+FFFD in place of each maximal invalid sequence, as Python's
// bytes.decode("utf-8", errors="replace") gives it.
std::string replace_invalid_utf8(std::string_view bytes);

}  // namespace crudtally
