#include "core/splitters.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/testing.h"

namespace crudtally {
namespace {

// Emails of few letters; most share their first 16 bytes with some other one.
std::string random_email(TestRandom& random) {
  std::string email = random(2) == 0 ? std::string(14, 'e') : "";
  for (unsigned bytes = 1 + random(6); bytes != 0; bytes--) email += "ab\xC3"[random(3)];
  return email;
}

TEST(Splitters, PutEachEmailWhereTheSortedSplittersDo) {
  TestRandom random;
  for (size_t count = 0; count <= 40; count++) {
    std::vector<std::string> sorted;
    for (size_t splitter = 0; splitter < count; splitter++) sorted.push_back(random_email(random));
    const Splitters splitters(sorted);
    std::ranges::sort(sorted);
    sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
    ASSERT_EQ(splitters.ranges(), sorted.size() + 1);
    for (size_t range = 1; range < splitters.ranges(); range++) {
      EXPECT_EQ(splitters.begin_of(range), sorted[range - 1]);
      EXPECT_EQ(splitters.range_of(sorted[range - 1]), range);
    }
    for (int round = 0; round < 500; round++) {
      const std::string email = random_email(random);
      const auto range = std::ranges::upper_bound(sorted, email) - sorted.begin();
      ASSERT_EQ(splitters.range_of(email), static_cast<size_t>(range))
          << testing::PrintToString(email);
    }
  }
}

TEST(Splitters, TellEmailsApartThatAgreeInTheirPrefixes) {
  const std::string prefix(16, 'p');
  const Splitters splitters({prefix + "b", prefix, prefix + "d", prefix + "c"});
  EXPECT_EQ(splitters.range_of(prefix.substr(0, 15)), 0U);
  EXPECT_EQ(splitters.range_of(prefix), 1U);
  EXPECT_EQ(splitters.range_of(prefix + "a"), 1U);
  EXPECT_EQ(splitters.range_of(prefix + "b"), 2U);
  EXPECT_EQ(splitters.range_of(prefix + "bb"), 2U);
  EXPECT_EQ(splitters.range_of(prefix + "d"), 4U);
  EXPECT_EQ(splitters.range_of("q"), 4U);
}

TEST(Splitters, OfNothingAreOneRange) {
  const Splitters splitters;
  EXPECT_EQ(splitters.ranges(), 1U);
  EXPECT_EQ(splitters.range_of("ann"), 0U);
}

TEST(EvenSplitters, DivideASampleEvenly) {
  TestRandom random;
  std::vector<std::string> emails;
  for (size_t email = 1000; email < 2000; email++) emails.push_back(std::to_string(email));
  std::ranges::shuffle(emails, random.engine());
  for (const size_t ranges : {1, 2, 3, 7, 100, 1000}) {
    const Splitters splitters = even_splitters({emails.begin(), emails.end()}, ranges);
    ASSERT_EQ(splitters.ranges(), ranges);
    std::vector<size_t> sizes(ranges);
    for (const std::string& email : emails) sizes[splitters.range_of(email)]++;
    for (const size_t size : sizes) {
      EXPECT_GE(size, emails.size() / ranges);
      EXPECT_LE(size, emails.size() / ranges + 1);
    }
  }
}

TEST(EvenSplitters, AreFewerWhereTheSampleHasFewEmails) {
  EXPECT_EQ(even_splitters({}, 8).ranges(), 1U);
  EXPECT_EQ(even_splitters({"a", "b"}, 0).ranges(), 1U);
  const std::vector<std::string_view> sample = {"b", "a", "b", "b", "b", "b", "c", "b"};
  const Splitters splitters = even_splitters(sample, 8);
  EXPECT_EQ(splitters.ranges(), 3U);
  EXPECT_EQ(splitters.range_of("a"), 0U);
  EXPECT_EQ(splitters.range_of("b"), 1U);
  EXPECT_EQ(splitters.range_of("c"), 2U);
}

}  // namespace
}  // namespace crudtally
