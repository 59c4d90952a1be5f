#include "generate/email.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"

namespace crudtally {
namespace {

using ::testing::AnyOf;
using ::testing::EndsWith;
using ::testing::MatchesRegex;

size_t common_prefix(std::string_view one, std::string_view other) {
  const size_t shorter = std::min(one.size(), other.size());
  return static_cast<size_t>(
      std::mismatch(one.begin(), one.begin() + static_cast<ptrdiff_t>(shorter), other.begin())
          .first -
      one.begin());
}

TEST(EmailOf, DiffersForEachUserOfAWholeRoundOfNames) {
  // From user 2^22 on, the names come round again.
  std::vector<uint64_t> digests;
  for (uint64_t user = 0; user < 1 << 22; user++) digests.push_back(digest_of(email_of(user)).low);
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::adjacent_find(digests.begin(), digests.end()), digests.end());
}

TEST(EmailOf, DiffersForUsersThatShareAName) {
  std::unordered_set<std::string> emails;
  // Users that are a multiple of 2^22 apart have the same first name and surname.
  for (uint64_t user = 0; user < 2000; user++) {
    for (uint64_t multiple = 0; multiple < 200; multiple++) {
      emails.insert(email_of(user + multiple * (1 << 22)));
    }
  }
  EXPECT_EQ(emails.size(), 2000U * 200U);
}

TEST(EmailOf, IsTheSameEveryTime) {
  EXPECT_EQ(email_of(123'456), email_of(123'456));
}

TEST(EmailOf, LooksLikeAnEmailOfAReservedDomain) {
  for (uint64_t user = 0; user < 2000; user++) {
    const std::string email = email_of(user);
    ASSERT_THAT(email, MatchesRegex("[A-Za-z]+[-._]?[A-Za-z]+([0-9][0-9])?(\\+[a-z]+)?@[a-z.]+"));
    ASSERT_THAT(email, AnyOf(EndsWith(".test"), EndsWith(".example"), EndsWith("@example.com"),
                             EndsWith("@example.org")));
  }
}

TEST(EmailOf, HasDotsCapitalsDigitsAndTagsNowAndThen) {
  int dots = 0;
  int capitals = 0;
  int digits = 0;
  int tags = 0;
  for (uint64_t user = 0; user < 10'000; user++) {
    const std::string email = email_of(user);
    const std::string local = email.substr(0, email.find('@'));
    dots += local.find('.') != std::string::npos;
    capitals +=
        std::any_of(local.begin(), local.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    digits += std::any_of(local.begin(), local.end(), [](char c) { return c >= '0' && c <= '9'; });
    tags += local.find('+') != std::string::npos;
  }
  EXPECT_THAT(dots, ::testing::AllOf(::testing::Gt(5000), ::testing::Lt(8000)));
  EXPECT_THAT(capitals, ::testing::AllOf(::testing::Gt(1000), ::testing::Lt(4000)));
  EXPECT_THAT(digits, ::testing::AllOf(::testing::Gt(2000), ::testing::Lt(4000)));
  EXPECT_THAT(tags, ::testing::AllOf(::testing::Gt(500), ::testing::Lt(3000)));
}

TEST(EmailOf, TakesAboutTwentyFiveBytes) {
  size_t bytes = 0;
  int usual = 0;
  for (uint64_t user = 0; user < 10'000; user++) {
    const size_t size = email_of(user).size();
    ASSERT_LT(size, kLongestNaturalEmail);
    bytes += size;
    usual += size >= 18 && size <= 30;
  }
  EXPECT_NEAR(static_cast<double>(bytes) / 10'000, 25, 1);
  EXPECT_GT(usual, 9000);
}

TEST(EmailOf, RarelySharesALongPrefixWithItsNeighbourInTheReport) {
  std::vector<std::string> emails;
  for (uint64_t user = 0; user < 1'000'000; user++) emails.push_back(email_of(user));
  std::sort(emails.begin(), emails.end());
  int long_prefixes = 0;
  for (size_t index = 1; index < emails.size(); index++) {
    long_prefixes += common_prefix(emails[index - 1], emails[index]) >= 16;
  }
  EXPECT_GT(long_prefixes, 100);
  EXPECT_LT(long_prefixes, 100'000);
}

TEST(EmailOf, FitsItsSpaceForTheLastUser) {
  EXPECT_LT(email_of(kMostUsers - 1).size(), kLongestNaturalEmail);
  EXPECT_EQ(email_of(kMostUsers - 1, kLongestNaturalEmail).size(), kLongestNaturalEmail);
}

TEST(EmailOf, HasTheLengthThatIsAskedFor) {
  for (const size_t length : {64, 65, 200, 1000}) {
    for (uint64_t user = 0; user < 2000; user++) ASSERT_EQ(email_of(user, length).size(), length);
  }
}

TEST(EmailOf, DiffersForEachUserAtAFixedLength) {
  std::unordered_set<std::string> emails;
  for (uint64_t user = 0; user < 100'000; user++) emails.insert(email_of(user, 64));
  EXPECT_EQ(emails.size(), 100'000U);
}

}  // namespace
}  // namespace crudtally
