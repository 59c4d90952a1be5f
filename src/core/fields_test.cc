#include "core/fields.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crudtally {
namespace {

using testing::ElementsAre;

std::vector<std::string> values(std::string_view line) {
  std::vector<char> unquoted(line.size());
  FieldReader reader(line, unquoted.data());
  std::vector<std::string_view> all;
  for (std::string_view field; reader.next(field);) all.push_back(field);
  if (reader.badly_quoted()) all.emplace_back("BADLY QUOTED");
  return {all.begin(), all.end()};
}

TEST(Fields, PartAtCommas) {
  EXPECT_THAT(values("a,b,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(values(",,"), ElementsAre("", "", ""));
  EXPECT_THAT(values("a,"), ElementsAre("a", ""));
  EXPECT_THAT(values(""), ElementsAre(""));
}

TEST(Fields, HoldCommasAndDoubledQuotesWhenQuoted) {
  EXPECT_THAT(values(R"("a,b",c)"), ElementsAre("a,b", "c"));
  EXPECT_THAT(values(R"("a""b",c)"), ElementsAre("a\"b", "c"));
  EXPECT_THAT(values(R"("""")"), ElementsAre("\""));
  EXPECT_THAT(values(R"("""",""""",")"), ElementsAre("\"", "\"\","));
  EXPECT_THAT(values(R"("",x)"), ElementsAre("", "x"));
}

TEST(Fields, HoldDoubledQuotesWhereverTheyStand) {
  for (size_t bytes = 1; bytes <= 40; bytes++) {
    for (size_t first = 0; first < bytes; first++) {
      for (size_t second = first; second < bytes; second++) {
        std::string value(bytes, 'v');
        value[first] = '"';
        value[second] = '"';
        std::string line = "\"";
        for (const char byte : value) line += byte == '"' ? "\"\"" : std::string(1, byte);
        line += '"';
        ASSERT_THAT(values(line), ElementsAre(value)) << line;
        ASSERT_THAT(values(line + "," + line + ",x"), ElementsAre(value, value, "x")) << line;
      }
    }
  }
}

TEST(Fields, AreFollowedByTheRestOfTheLine) {
  for (const char* line : {"a,b,c", "\"a\",b,c"}) {
    char unquoted[16];
    FieldReader fields(line, unquoted);
    std::string_view field;
    EXPECT_TRUE(fields.next(field));
    EXPECT_EQ(fields.rest(), ",b,c");
    EXPECT_TRUE(fields.next(field));
    EXPECT_EQ(fields.rest(), ",c");
    EXPECT_TRUE(fields.next(field));
    EXPECT_EQ(fields.rest(), "");
  }
}

TEST(Fields, MayHaveAnyLength) {
  for (size_t bytes = 0; bytes <= 40; bytes++) {
    const std::string value(bytes, 'v');
    ASSERT_THAT(values(value + ",\"" + value + "\"," + value), ElementsAre(value, value, value));
  }
}

TEST(Fields, KeepQuotesThatDoNotBeginThem) {
  EXPECT_THAT(values(R"(a"b,c"d")"), ElementsAre("a\"b", "c\"d\""));
  EXPECT_THAT(values(R"( "a",b)"), ElementsAre(" \"a\"", "b"));
}

TEST(Fields, AreBadlyQuotedWithoutAClosingQuoteAtTheirEnd) {
  EXPECT_THAT(values(R"("a,b)"), ElementsAre("BADLY QUOTED"));
  EXPECT_THAT(values(R"("a"b,c)"), ElementsAre("BADLY QUOTED"));
  EXPECT_THAT(values(R"(x,"a" ,c)"), ElementsAre("x", "BADLY QUOTED"));
  EXPECT_THAT(values(R"(x,")"), ElementsAre("x", "BADLY QUOTED"));
  EXPECT_THAT(values(R"(x,"a"")"), ElementsAre("x", "BADLY QUOTED"));
}

}  // namespace
}  // namespace crudtally
