#include "tally/escaped_name.h"

#include <gtest/gtest.h>

#include "core/utf8.h"

namespace crudtally {
namespace {

TEST(EscapeName, LeavesUsualNamesAsTheyAre) {
  EXPECT_EQ(escape_name("2024-09-16/host a,b+c.csv"), "2024-09-16/host a,b+c.csv");
  EXPECT_EQ(escape_name("caf\xC3\xA9.csv"), "caf\xC3\xA9.csv");
  EXPECT_EQ(escape_name(""), "");
}

TEST(EscapeName, EscapesPercentAndControlCharacters) {
  EXPECT_EQ(escape_name("100%25.csv"), "100%2525.csv");
  EXPECT_EQ(escape_name("a\nb\x7F\x01"), "a%0Ab%7F%01");
}

TEST(EscapeName, EscapesAllHighBytesOfANameThatIsNotUtf8) {
  EXPECT_EQ(escape_name("caf\xE9 \xC3\xA9.csv"), "caf%E9 %C3%A9.csv");
}

TEST(UnescapeName, IsTheInverseForAnyBytes) {
  std::string all;
  for (int byte = 1; byte < 256; byte++) all += static_cast<char>(byte);
  for (const std::string& name : {all, std::string("%"), std::string("%41"), std::string("\xFF%"),
                                  std::string("\xC3\xA9%")}) {
    const std::string escaped = escape_name(name);
    EXPECT_TRUE(is_valid_utf8(escaped));
    EXPECT_EQ(unescape_name(escaped), name);
  }
}

TEST(UnescapeName, RefusesAPercentWithoutTwoDigits) {
  for (const char* escaped : {"%", "a%4", "%4g", "%%41", "%-1", "% 1", "%+1"}) {
    EXPECT_EQ(unescape_name(escaped), std::nullopt) << escaped;
  }
}

}  // namespace
}  // namespace crudtally
