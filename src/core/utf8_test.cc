#include "core/utf8.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

// U+FFFD.
constexpr const char* kReplaced = "\xEF\xBF\xBD";

TEST(Utf8, AcceptsTheFirstAndLastCharacterOfEachLength) {
  for (const std::string_view text :
       {std::string_view("\0", 1), std::string_view("\x7F"), std::string_view("\xC2\x80"),
        std::string_view("\xDF\xBF"), std::string_view("\xE0\xA0\x80"),
        std::string_view("\xEF\xBF\xBF"), std::string_view("\xF0\x90\x80\x80"),
        std::string_view("\xF4\x8F\xBF\xBF"), std::string_view("\xED\x9F\xBF"),
        std::string_view("\xEE\x80\x80")}) {
    EXPECT_TRUE(is_valid_utf8(text));
    EXPECT_EQ(replace_invalid_utf8(text), text);
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatIsAboveTheLastCharacter) {
  for (const std::string_view text :
       {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\x80", "\xBF"}) {
    EXPECT_FALSE(is_valid_utf8(text));
  }
}

TEST(Utf8, FindsAnInvalidByteWhereverItStands) {
  for (size_t at = 0; at < 40; at++) {
    std::string text(40, 'a');
    text[at] = '\xFF';
    EXPECT_FALSE(is_valid_utf8(text)) << at;
  }
}

TEST(Utf8, SeesCharactersOfEachLengthWhereverTheyStand) {
  for (const std::string character : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    for (size_t before = 0; before <= 20; before++) {
      for (size_t behind = 0; behind <= 20; behind++) {
        const std::string begin = std::string(before, 'a') + character;
        EXPECT_TRUE(is_valid_utf8(begin + std::string(behind, 'a')));
        EXPECT_TRUE(is_valid_utf8(begin + character + std::string(behind, 'a')));
        EXPECT_FALSE(is_valid_utf8(begin.substr(0, begin.size() - 1) + std::string(behind, 'a')));
        EXPECT_FALSE(is_valid_utf8(begin + std::string(behind, 'a') + character.substr(1)));
      }
    }
  }
}

TEST(Utf8, RefusesACharacterThatIsCutShort) {
  EXPECT_FALSE(is_valid_utf8("abcdefgh\xE2\x82"));
  EXPECT_FALSE(is_valid_utf8("\xF0\x9F\x98"));
  EXPECT_FALSE(is_valid_utf8("\xC3"));
}

// What Python's bytes.decode("utf-8", "replace") gives, by the Unicode standard's examples.
TEST(Utf8, ReplacesEachMaximalInvalidSequenceByOneCharacter) {
  const std::string r = kReplaced;
  EXPECT_EQ(replace_invalid_utf8("a\xF1\x80\x80\xE1\x80\xC2"
                                 "b\x80"
                                 "c\x80\xBF"
                                 "d"),
            "a" + r + r + r + "b" + r + "c" + r + r + "d");
  EXPECT_EQ(replace_invalid_utf8("\xED\xA0\x80"), r + r + r);
  EXPECT_EQ(replace_invalid_utf8("\xE0\x80\x80"), r + r + r);
  EXPECT_EQ(replace_invalid_utf8("\xF4\x91\x92\x93\xFF"
                                 "A\x80\xBF"
                                 "B"),
            r + r + r + r + r + "A" + r + r + "B");
  EXPECT_EQ(replace_invalid_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF"
                                 "A"),
            r + r + r + r + "A");
}

}  // namespace
}  // namespace crudtally
