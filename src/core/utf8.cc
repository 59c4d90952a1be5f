#include "core/utf8.h"

#include "core/byte_words.h"

namespace crudtally {
namespace {

struct Sequence {
  size_t length;  // of the character, or of the longest start of one that stands here; at least 1
  bool valid;
};

bool is_continuation(unsigned char byte, unsigned char low = 0x80, unsigned char high = 0xBF) {
  return low <= byte && byte <= high;
}

// The sequence at the start of `bytes`, which are not empty.
Sequence first_sequence(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (lead < 0x80) return {1, true};
  size_t length = 0;
  // The second byte is what keeps out overlong forms, surrogates and values above U+10FFFF.
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  for (size_t at = 1; at < length; at++) {
    if (at == bytes.size()) return {at, false};
    if (!is_continuation(static_cast<unsigned char>(bytes[at]), low, high)) return {at, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true};
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
  for (size_t at = 0; at < bytes.size();) {
    if (at + kWordBytes <= bytes.size()) {
      const size_t ascii = bytes_before(not_ascii(load_word(bytes.data() + at)));
      at += ascii;
      if (ascii == kWordBytes) continue;
    }
    const Sequence sequence = first_sequence(bytes.substr(at));
    if (!sequence.valid) return false;
    at += sequence.length;
  }
  return true;
}

std::string replace_invalid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Sequence sequence = first_sequence(bytes);
    text += sequence.valid ? bytes.substr(0, sequence.length) : std::string_view("\xEF\xBF\xBD");
    bytes.remove_prefix(sequence.length);
  }
  return text;
}

}  // namespace crudtally
