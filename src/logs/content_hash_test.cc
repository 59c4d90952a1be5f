#include "logs/content_hash.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace crudtally {
namespace {

// The bytes 0, 1, … 250, again and again.
std::string pattern(size_t size) {
  std::string bytes(size, '\0');
  for (size_t index = 0; index < size; index++) bytes[index] = static_cast<char>(index % 251);
  return bytes;
}

std::string hash_in_pieces(std::string_view bytes, size_t piece) {
  BlockHasher hasher;
  for (size_t start = 0; start < bytes.size(); start += piece) {
    hasher.update(bytes.substr(start, piece));
  }
  return to_hex(content_hash(hasher.finish()));
}

std::string hash_at_once(std::string_view bytes) {
  return hash_in_pieces(bytes, std::max<size_t>(bytes.size(), 1));
}

// The known answers come from Python's xxhash: with B = 8 << 20,
//   xxh3_128_hexdigest(b"".join(xxh3_128_digest(d[i : i + B]) for i in range(0, len(d), B)))

TEST(ContentHash, OfNoBytesIsTheHashOfNoBlocks) {
  EXPECT_EQ(hash_at_once(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ContentHash, OfOneShortBlockIsTheHashOfItsDigest) {
  EXPECT_EQ(hash_at_once("a@b.c,CREATE,2024-09-10 00:00:00\n"), "5c8fc4ff857decc74c530164ad0b96e8");
}

TEST(ContentHash, OfExactlyOneBlockHasNoEmptySecond) {
  EXPECT_EQ(hash_at_once(pattern(kHashBlockBytes)), "ca78cea75e249fbd8f180a7c33439c55");
}

TEST(ContentHash, OfOneByteMoreHasASecondBlock) {
  EXPECT_EQ(hash_at_once(pattern(kHashBlockBytes + 1)), "d5751b7e7a79412b658bc1eeb10bd23b");
}

TEST(ContentHash, IsTheSameWhateverThePieces) {
  const std::string bytes = pattern(2 * kHashBlockBytes + 12345);
  for (const size_t piece : {4096UL, 65537UL, kHashBlockBytes - 1, kHashBlockBytes,
                             kHashBlockBytes + 1, 2 * kHashBlockBytes + 12345}) {
    EXPECT_EQ(hash_in_pieces(bytes, piece), "775dad6d57278077623999b768d17016") << piece;
  }
}

TEST(ContentHash, IsTheSameWhenBlocksAreHashedApart) {
  const std::string bytes = pattern(2 * kHashBlockBytes + 12345);
  std::vector<Digest> blocks;
  for (size_t start = 0; start < bytes.size(); start += kHashBlockBytes) {
    blocks.push_back(digest_of(std::string_view(bytes).substr(start, kHashBlockBytes)));
  }
  EXPECT_EQ(to_hex(content_hash(blocks)), "775dad6d57278077623999b768d17016");
}

TEST(BlockHasher, IsEmptyOnceFinished) {
  BlockHasher hasher;
  hasher.update("some bytes");
  hasher.finish();
  EXPECT_TRUE(hasher.finish().empty());
  hasher.update(pattern(3));
  EXPECT_EQ(to_hex(content_hash(hasher.finish())), "9df81fe84ec326baf9da0942d242b429");
}

}  // namespace
}  // namespace crudtally
