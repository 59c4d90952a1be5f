#include "cli/messages.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include <fmt/format.h>

namespace crudtally {
namespace {

void print(std::string_view kind, std::string_view text) {
  const std::string line = fmt::format("crudtally: {}{}\n", kind, neutralized(text));
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

std::string neutralized(std::string_view text) {
  std::string shown;
  for (size_t at = 0; at < text.size(); at++) {
    const auto byte = static_cast<unsigned char>(text[at]);
    // U+0080 to U+009F, which some terminals obey, are C2 80 to C2 9F in UTF-8.
    const bool is_c1 = byte == 0xC2 && at + 1 < text.size() &&
                       static_cast<unsigned char>(text[at + 1]) >= 0x80 &&
                       static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || is_c1) {
      shown += fmt::format("\\x{:02x}", byte);
      if (is_c1) shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[++at]));
    } else {
      shown += text[at];
    }
  }
  return shown;
}

void say(std::string_view text) {
  print("", text);
}

void warn(std::string_view text) {
  print("warning: ", text);
}

void complain(std::string_view text) {
  print("error: ", text);
}

std::string readable_bytes(uint64_t bytes) {
  constexpr std::array<std::string_view, 4> kUnits = {"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  double scaled = static_cast<double>(bytes) / 1000;
  size_t unit = 0;
  while (scaled >= 999.95 && unit + 1 < kUnits.size()) {
    scaled /= 1000;
    unit++;
  }
  return fmt::format("{:.1f} {}", scaled, kUnits[unit]);
}

}  // namespace crudtally
