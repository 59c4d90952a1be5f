#include "tally/rows_digest.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "tally/testing.h"

namespace crudtally {
namespace {

uint64_t digest_of_row(std::string_view email, const Counts& counts) {
  RowsDigest digest;
  digest.add(email, counts);
  return digest.value();
}

// The known answers are those of Python's xxhash, by the line in the header.
TEST(RowsDigest, IsTheDocumentedHashOfARow) {
  EXPECT_EQ(digest_of_row("ann@example.org", {1, 2, 3, 4}), 0x745b4e14a141e472);
}

TEST(RowsDigest, AddsUpTheHashesOfRows) {
  RowsDigest digest;
  digest.add("ann@example.org", {1, 2, 3, 4});
  digest.add("bob@example.org", {0, 0, 0, 9});
  digest.add(std::string(1024, 'x'), {std::numeric_limits<int64_t>::max(), 0, 0, 0});
  EXPECT_EQ(digest.value(), 0xbcc3be8db550c0f4);
}

TEST(RowsDigest, OfNoRowsIsZero) {
  EXPECT_EQ(RowsDigest().value(), 0U);
}

TEST(RowsDigest, DependsOnEveryBitOfTheEmail) {
  for (const size_t bytes : {1, 3, 4, 8, 9, 16, 17, 128, 129, 240, 241, 1024}) {
    const std::string email(bytes, 'e');
    const uint64_t digest = digest_of_row(email, {1, 0, 0, 0});
    for (size_t bit = 0; bit < bytes * 8; bit++) {
      ASSERT_NE(digest_of_row(flip_bit(email, bit), {1, 0, 0, 0}), digest)
          << bytes << " bytes, bit " << bit;
    }
  }
}

TEST(RowsDigest, DependsOnEveryBitOfTheCounts) {
  for (const size_t bytes : {1, 5, 12, 24, 200, 1000}) {
    const std::string email(bytes, 'e');
    const Counts counts = {7, 7, 7, 7};
    const uint64_t digest = digest_of_row(email, counts);
    for (size_t action = 0; action < kActions; action++) {
      for (int bit = 0; bit < 63; bit++) {
        Counts flipped = counts;
        flipped[action] ^= int64_t{1} << bit;
        ASSERT_NE(digest_of_row(email, flipped), digest) << bytes << " " << action << " " << bit;
      }
    }
  }
}

TEST(RowsDigest, DependsOnWhichCountIsWhich) {
  EXPECT_NE(digest_of_row("ann@example.org", {1, 2, 0, 0}),
            digest_of_row("ann@example.org", {2, 1, 0, 0}));
}

TEST(RowsDigest, DependsOnWhoseCountsTheyAre) {
  RowsDigest digest;
  digest.add("ann@example.org", {1, 0, 0, 0});
  digest.add("bob@example.org", {0, 1, 0, 0});
  RowsDigest exchanged;
  exchanged.add("ann@example.org", {0, 1, 0, 0});
  exchanged.add("bob@example.org", {1, 0, 0, 0});
  EXPECT_NE(digest.value(), exchanged.value());
}

TEST(RowsDigest, IsTheSumOfThoseOfParts) {
  RowsDigest whole;
  whole.add("b", {1, 0, 0, 0});
  whole.add("a", {0, 1, 0, 0});
  EXPECT_EQ(whole.value(), digest_of_row("a", {0, 1, 0, 0}) + digest_of_row("b", {1, 0, 0, 0}));
}

TEST(RowsDigest, OfAddedUpCountsIsTheSumOfTheirDigests) {
  EXPECT_EQ(digest_of_row("ann@example.org", {11, 22, 33, 44}),
            digest_of_row("ann@example.org", {1, 2, 3, 4}) +
                digest_of_row("ann@example.org", {10, 20, 30, 40}));
}

}  // namespace
}  // namespace crudtally
