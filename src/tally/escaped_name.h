// File names as text: a name is any bytes but 0, JSON and Parquet strings are UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crudtally {

// `name` with `%` and two upper-case hexadecimal digits in place of each control character
// (0x00-0x1F, 0x7F), of `%` itself and, where the name is not valid UTF-8, of each byte from 0x80
// on. Usual names stay as they are.
std::string escape_name(std::string_view name);

// The name that `escaped` was made from; nothing where a `%` is not followed by two hexadecimal
// digits.
std::optional<std::string> unescape_name(std::string_view escaped);

}  // namespace crudtally
