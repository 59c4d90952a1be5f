#include "core/email_hash.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

#include "core/dialect.h"
#include "core/testing.h"

namespace crudtally {
namespace {

// How far behind an email may be read.
constexpr size_t kBehind = 32;

// An email of random bytes, with so much behind it as may be read.
std::vector<char> random_email(size_t bytes, TestRandom& random) {
  std::vector<char> email(bytes + kBehind);
  for (char& byte : email) byte = static_cast<char>(random(256));
  return email;
}

TEST(EmailHash, OfEqualEmailsIsEqualWhateverLiesBehindThem) {
  TestRandom random;
  for (size_t bytes = 1; bytes <= kLongestEmailBytes; bytes++) {
    const std::vector<char> email = random_email(bytes, random);
    std::vector<char> same = email;
    for (size_t at = bytes; at < same.size(); at++) same[at] = static_cast<char>(random(256));
    ASSERT_EQ(hash_email(same.data(), bytes), hash_email(email.data(), bytes)) << bytes;
    ASSERT_TRUE(is_same_email(same.data(), email.data(), bytes)) << bytes;
    // Wherever it lies.
    std::vector<char> elsewhere(bytes + kBehind + 1);
    std::ranges::copy(email, elsewhere.data() + 1);
    ASSERT_EQ(hash_email(elsewhere.data() + 1, bytes), hash_email(email.data(), bytes)) << bytes;
    ASSERT_TRUE(is_same_email(elsewhere.data() + 1, email.data(), bytes)) << bytes;
  }
}

TEST(EmailHash, DiffersWhereAnyByteDoes) {
  TestRandom random;
  size_t equal_hashes = 0;
  for (size_t bytes = 1; bytes <= kLongestEmailBytes; bytes++) {
    const std::vector<char> email = random_email(bytes, random);
    std::vector<char> other = email;
    const uint32_t hash = hash_email(email.data(), bytes);
    for (size_t at = 0; at < bytes; at++) {
      other[at] = static_cast<char>(email[at] ^ (1 << random(8)));
      ASSERT_FALSE(is_same_email(other.data(), email.data(), bytes)) << at << " of " << bytes;
      equal_hashes += hash_email(other.data(), bytes) == hash ? 1 : 0;
      other[at] = email[at];
    }
  }
  // By chance, one of 2^32 pairs: of these half a million hardly any.
  EXPECT_LE(equal_hashes, 1U);
}

TEST(EmailHash, DiffersWhereTheLengthDoes) {
  const std::vector<char> zeros(kLongestEmailBytes + kBehind);
  std::unordered_set<uint32_t> hashes;
  for (size_t bytes = 1; bytes <= kLongestEmailBytes; bytes++) {
    hashes.insert(hash_email(zeros.data(), bytes));
  }
  EXPECT_EQ(hashes.size(), kLongestEmailBytes);
}

// The tables take their slots from the high bits, and the parts of a shared table from the low
// ones.
TEST(EmailHash, SpreadsEmailsThatAreAlmostTheSame) {
  constexpr size_t kEmails = 100'000;
  constexpr size_t kParts = 64;
  std::unordered_set<uint32_t> hashes;
  std::vector<size_t> by_low_bits(kParts);
  std::vector<size_t> by_high_bits(kParts);
  for (size_t number = 0; number < kEmails; number++) {
    const std::string email = "user" + std::to_string(number) + "@example.org";
    const ReadableText readable(email);
    const uint32_t hash = hash_email(readable.text().data(), email.size());
    hashes.insert(hash);
    by_low_bits[hash % kParts]++;
    by_high_bits[uint64_t{hash} * kParts >> 32]++;
  }
  // One or two pairs are to be expected by chance.
  EXPECT_GE(hashes.size(), kEmails - 10);
  const double even = static_cast<double>(kEmails) / kParts;
  for (size_t part = 0; part < kParts; part++) {
    EXPECT_NEAR(static_cast<double>(by_low_bits[part]), even, 6 * std::sqrt(even)) << part;
    EXPECT_NEAR(static_cast<double>(by_high_bits[part]), even, 6 * std::sqrt(even)) << part;
  }
}

}  // namespace
}  // namespace crudtally
