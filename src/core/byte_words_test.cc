#include "core/byte_words.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace crudtally {
namespace {

TEST(ByteWords, MarkBytesAndNoneOfTheirNeighbours) {
  for (int byte = 0; byte < 256; byte++) {
    for (const char neighbour : {'\0', '\x7F', '\x80', '\xFF', 'A', 'Z', '"'}) {
      for (size_t at = 0; at < kWordBytes; at++) {
        std::string text(kWordBytes, neighbour);
        text[at] = static_cast<char>(byte);
        const uint64_t word = load_word(text.data());
        const auto is_marked = [at](uint64_t marks) { return (marks >> (8 * at) & 0xFF) == 0x80; };
        EXPECT_EQ(is_marked(not_ascii(word)), byte >= 0x80);
        EXPECT_EQ(is_marked(bytes_within(word, 'A', 'Z')), byte >= 'A' && byte <= 'Z');
        EXPECT_EQ(is_marked(bytes_equal(word, '"')), byte == '"');
        EXPECT_EQ(
            (not_ascii(word) | bytes_within(word, 'A', 'Z') | bytes_equal(word, '"')) & ~kHighBits,
            0U);
      }
    }
  }
}

TEST(ByteWords, TellHowManyBytesStandBeforeTheFirstMark) {
  EXPECT_EQ(bytes_before(bytes_equal(load_word("abcabcab"), 'a')), 0U);
  EXPECT_EQ(bytes_before(bytes_equal(load_word("abcabcab"), 'c')), 2U);
  EXPECT_EQ(bytes_before(bytes_equal(load_word("aaaaaaab"), 'b')), 7U);
  EXPECT_EQ(bytes_before(bytes_equal(load_word("aaaaaaaa"), 'b')), 8U);
}

// The text lies in memory of its very size, so that a sanitizer sees what is read outside of it.
TEST(ByteWords, FindAByteOfATextOfAnyLengthAndNoneOutsideOfIt) {
  for (size_t bytes = 0; bytes <= 200; bytes++) {
    std::vector<char> memory(bytes, 'a');
    const std::string_view text(memory.data(), bytes);
    EXPECT_FALSE(any_byte<1>(text, not_ascii));
    EXPECT_FALSE(any_byte<2>(text, not_ascii));
    EXPECT_FALSE(any_byte<4>(text, not_ascii));
    EXPECT_EQ(find_byte(text, ',', 0), bytes);
    EXPECT_EQ(find_byte(text, ',', bytes), bytes);
    for (size_t at = 0; at < bytes; at++) {
      memory[at] = '\x80';
      EXPECT_TRUE(any_byte<1>(text, not_ascii)) << bytes << " " << at;
      EXPECT_TRUE(any_byte<2>(text, not_ascii)) << bytes << " " << at;
      EXPECT_TRUE(any_byte<4>(text, not_ascii)) << bytes << " " << at;
      memory[at] = ',';
      for (size_t from = 0; from <= bytes; from++) {
        ASSERT_EQ(find_byte(text, ',', from), from <= at ? at : bytes) << bytes << " " << at;
      }
      memory[at] = 'a';
    }
  }
}

TEST(ByteWords, FindTheFirstOfManyBytes) {
  const std::string text = "a,,bcdefgh,,,,,,,,,ijklmnopqrstu,";
  for (size_t from = 0; from <= text.size(); from++) {
    EXPECT_EQ(find_byte(text, ',', from), std::min(text.find(',', from), text.size()));
  }
}

}  // namespace
}  // namespace crudtally
