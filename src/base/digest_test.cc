#include "base/digest.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/digest_levels.h"

namespace crudtally {
namespace {

// The known answers are those of Python's xxhash.xxh3_128_hexdigest.
constexpr std::string_view kDigestOfNothing = "99aa06d3014798d86001c324468d497f";

// 300,000 bytes: byte i is i modulo 251.
std::string long_text() {
  std::string text(300'000, '\0');
  for (size_t i = 0; i < text.size(); i++) text[i] = static_cast<char>(i % 251);
  return text;
}
constexpr std::string_view kDigestOfLongText = "b65af738c61b5fc15d12941f4cf541c5";

TEST(DigestOf, GivesTheKnownAnswers) {
  EXPECT_EQ(to_hex(digest_of("")), kDigestOfNothing);
  EXPECT_EQ(to_hex(digest_of("a")), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(to_hex(digest_of("alice@example.com")), "6894295e90529036fd3d12f4080bd2a3");
  EXPECT_EQ(to_hex(digest_of(long_text())), kDigestOfLongText);
}

TEST(DigestStream, DoesNotDependOnThePieces) {
  const std::string text = long_text();
  for (const size_t piece : {1, 7, 240, 256, 1024, 65'536, 299'999}) {
    DigestStream stream;
    for (size_t at = 0; at < text.size(); at += piece) {
      stream.update(std::string_view(text).substr(at, piece));
    }
    EXPECT_EQ(to_hex(stream.digest()), kDigestOfLongText) << piece;
  }
}

// Those that this processor can run.
std::vector<DigestUpdate> updates() {
  std::vector<DigestUpdate> updates = {update_digest_portable};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) updates.push_back(update_digest_avx2);
  if (__builtin_cpu_supports("avx512f")) updates.push_back(update_digest_avx512);
#endif
  return updates;
}

TEST(DigestUpdate, GivesTheKnownAnswersAtEveryLevel) {
  const std::string text = long_text();
  for (const DigestUpdate update : updates()) {
    for (const size_t piece : {1, 240, 1024, 65'536, 300'000}) {
      XXH3_state_t state;
      XXH3_128bits_reset(&state);
      for (size_t at = 0; at < text.size(); at += piece) {
        update(state, std::string_view(text).substr(at, piece));
      }
      const XXH128_hash_t hash = XXH3_128bits_digest(&state);
      EXPECT_EQ(to_hex({hash.high64, hash.low64}), kDigestOfLongText) << piece;
    }
  }
}

TEST(DigestUpdate, GoesOnWhereAnotherLevelHasStopped) {
  const std::string text = long_text();
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  size_t turn = 0;
  for (size_t at = 0; at < text.size(); at += 777) {
    updates()[turn++ % updates().size()](state, std::string_view(text).substr(at, 777));
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  EXPECT_EQ(to_hex({hash.high64, hash.low64}), kDigestOfLongText);
}

TEST(DigestStream, BeginsWithNothing) {
  EXPECT_EQ(to_hex(DigestStream().digest()), kDigestOfNothing);
}

TEST(DigestStream, GoesOnAfterADigest) {
  DigestStream stream;
  stream.update("alice@");
  EXPECT_EQ(stream.digest(), digest_of("alice@"));
  stream.update("example.com");
  EXPECT_EQ(stream.digest(), digest_of("alice@example.com"));
}

TEST(DigestStream, BeginsAnewAfterReset) {
  DigestStream stream;
  stream.update("something");
  stream.reset();
  EXPECT_EQ(to_hex(stream.digest()), kDigestOfNothing);
  stream.update("a");
  EXPECT_EQ(stream.digest(), digest_of("a"));
}

TEST(DigestStream, KeepsItsStateWhenMoved) {
  DigestStream stream;
  stream.update("alice@");
  DigestStream moved = std::move(stream);
  moved.update("example.com");
  EXPECT_EQ(moved.digest(), digest_of("alice@example.com"));
}

TEST(ToHex, PutsTheHighHalfFirstAndKeepsZeros) {
  EXPECT_EQ(to_hex(Digest{0x1, 0xab}), "000000000000000100000000000000ab");
}

TEST(ParseDigest, ReadsWhatToHexWrites) {
  for (const std::string_view text : {"", "a", "alice@example.com"}) {
    EXPECT_EQ(parse_digest(to_hex(digest_of(text))), digest_of(text));
  }
}

TEST(ParseDigest, RefusesWhatIsNoDigest) {
  const std::string digits(31, '0');
  for (const std::string& text : {std::string(), digits, digits + "00", digits + "g", digits + " ",
                                  "-" + digits, "0x" + digits.substr(1), "+" + digits}) {
    EXPECT_FALSE(parse_digest(text)) << text;
  }
}

}  // namespace
}  // namespace crudtally
