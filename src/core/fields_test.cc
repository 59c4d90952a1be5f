#include "core/fields.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crudtally {
namespace {

using testing::ElementsAre;

std::vector<std::string> values(std::string_view line) {
  FieldReader reader(line);
  std::vector<std::string> all;
  for (Field field; reader.next(field);) {
    std::string unquoted;
    all.emplace_back(field.value(unquoted));
  }
  if (reader.badly_quoted()) all.emplace_back("BADLY QUOTED");
  return all;
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
