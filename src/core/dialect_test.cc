#include "core/dialect.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/reject.h"

namespace crudtally {
namespace {

std::string normalized(std::string_view email) {
  std::vector<char> copy(email.size());
  return std::string(normalized_email(email, copy.data()));
}

TEST(NormalizedEmail, HasNoBlanksAroundItAndNoUpperCaseOfAscii) {
  EXPECT_EQ(normalized("\t Ann@X.org  "), "ann@x.org");
  EXPECT_EQ(normalized("  ann o "), "ann o");
  EXPECT_EQ(normalized("@AZ[`az{"), "@az[`az{");
  EXPECT_EQ(normalized("\xC3\x89"), "\xC3\x89");
  EXPECT_EQ(normalized(" \t"), "");
  EXPECT_EQ(normalized(""), "");
}

TEST(NormalizedEmail, HasAnyLetterInLowerCase) {
  for (size_t bytes = 1; bytes <= 100; bytes++) {
    for (size_t at = 0; at < bytes; at++) {
      std::string email(bytes, 'e');
      email[at] = 'E';
      ASSERT_EQ(normalized(email), std::string(bytes, 'e')) << at;
    }
  }
}

TEST(NormalizedEmail, IsAViewOfAnEmailWhoseLettersStay) {
  const std::string_view email = " ann ";
  EXPECT_EQ(normalized_email(email, nullptr).data(), email.data() + 1);
}

TEST(Header, GivesTheOrderOfTheColumns) {
  EXPECT_EQ(read_header("email,action,timestamp"), (Columns{3, 0, 1, 2}));
  EXPECT_EQ(read_header("timestamp,ip,email,agent,action"), (Columns{5, 2, 4, 0}));
}

TEST(Header, IgnoresCaseBlanksAndQuotesAroundNames) {
  EXPECT_EQ(read_header(" EMAIL\t,\"Action\", \t TimeStamp "), (Columns{3, 0, 1, 2}));
}

TEST(Header, MayHaveOtherNamesOfAnyEncodingAndTwice) {
  EXPECT_EQ(read_header("x,x,\xFF,email,action,timestamp"), (Columns{6, 3, 4, 5}));
}

TEST(Header, HasEachOfTheThreeNamesExactlyOnce) {
  EXPECT_FALSE(read_header("email,action"));
  EXPECT_FALSE(read_header("email,action,timestamp,Email"));
  EXPECT_FALSE(read_header("email,action,time"));
  EXPECT_FALSE(read_header("e-mail,action,timestamp"));
}

TEST(Header, IsARowWhereItIsBadlyQuotedOrTooLong) {
  EXPECT_FALSE(read_header("email,action,timestamp,\"x"));
  const std::string names = "email,action,timestamp,";
  EXPECT_TRUE(read_header(names + std::string(kLongestRowBytes - names.size(), 'x')));
  EXPECT_FALSE(read_header(names + std::string(kLongestRowBytes - names.size() + 1, 'x')));
}

}  // namespace
}  // namespace crudtally
