#include "core/dialect.h"

#include <string>

#include <gtest/gtest.h>

#include "core/reject.h"

namespace crudtally {
namespace {

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
