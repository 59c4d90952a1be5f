#include "tally/escaped_name.h"

#include <charconv>

#include <fmt/format.h>

#include "core/utf8.h"

namespace crudtally {

std::string escape_name(std::string_view name) {
  const bool keep_high_bytes = is_valid_utf8(name);
  std::string escaped;
  escaped.reserve(name.size());
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7F || byte == '%' || (byte >= 0x80 && !keep_high_bytes)) {
      escaped += fmt::format("%{:02X}", byte);
    } else {
      escaped += character;
    }
  }
  return escaped;
}

std::optional<std::string> unescape_name(std::string_view escaped) {
  std::string name;
  name.reserve(escaped.size());
  for (size_t at = 0; at < escaped.size(); at++) {
    if (escaped[at] != '%') {
      name += escaped[at];
      continue;
    }
    if (escaped.size() - at < 3) return std::nullopt;
    const char* digits = escaped.data() + at + 1;
    unsigned char byte = 0;
    const auto parsed = std::from_chars(digits, digits + 2, byte, 16);
    if (parsed.ec != std::errc() || parsed.ptr != digits + 2) return std::nullopt;
    name += static_cast<char>(byte);
    at += 2;
  }
  return name;
}

}  // namespace crudtally
