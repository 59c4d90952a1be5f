#include "generate/row_layout.h"

#include <algorithm>
#include <array>

#include "generate/random.h"

namespace crudtally {
namespace {

// One holds a comma: an ignored column is quoted by the same rules as the others.
constexpr std::array<std::string_view, 4> kRegions = {"eu-north", "eu-south", "ap-east",
                                                      R"("Berlin, Mitte")"};
constexpr size_t kSessionDigits = 8;

char* put(char* out, std::string_view text) {
  return std::copy(text.begin(), text.end(), out);
}

char* put_session(char* out, uint64_t number) {
  for (size_t digit = 0; digit < kSessionDigits; digit++) {
    *out++ = "0123456789abcdef"[number & 15];
    number >>= 4;
  }
  return out;
}

}  // namespace

std::string_view RowLayout::header() const {
  return shuffled_columns_ ? "Timestamp,region,Action,Email,session" : "email,action,timestamp";
}

char* RowLayout::write_row(const RowFields& fields, uint64_t number, char* out) const {
  if (!shuffled_columns_) {
    out = put(out, fields.email);
    *out++ = ',';
    out = put(out, fields.action);
    *out++ = ',';
    return put(out, fields.timestamp);
  }
  const uint64_t extra = mix(number);
  out = put(out, fields.timestamp);
  *out++ = ',';
  out = put(out, kRegions[extra & 3]);
  *out++ = ',';
  out = put(out, fields.action);
  *out++ = ',';
  out = put(out, fields.email);
  *out++ = ',';
  return put_session(out, extra >> 2);
}

char* RowLayout::write_line_end(char* out) const {
  return put(out, line_end_);
}

}  // namespace crudtally
