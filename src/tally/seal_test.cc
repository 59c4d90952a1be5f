#include "tally/seal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "tally/testing.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// The shape of a Parquet file: pages, footer, the footer's length, with the magic at both ends.
const std::string kPages = "PAR1 pages of any kind";
const std::string kTail = std::string("a footer") + std::string("\x08\0\0\0", 4) + "PAR1";

std::string sealed_file() {
  return kPages + make_seal(digest_of(kPages + kTail)) + kTail;
}

auto is_unsound(const std::string& reason) {
  return ThrowsMessage<UnsoundTally>(HasSubstr("a.parquet cannot be believed: " + reason));
}

class VerifySeal : public ::testing::Test {
 protected:
  void verify(std::string_view bytes) const {
    write_bytes(folder_.path("a.parquet"), bytes);
    verify_seal(File::open(folder_.path("a.parquet")));
  }

  TemporaryFolder folder_;
};

TEST(MakeSeal, IsItsMagicAndTheDigestBigEndian) {
  EXPECT_EQ(make_seal({.high = 0x0102030405060708, .low = 0xF1F2F3F4F5F6F7F8}),
            "CTSEAL01\x01\x02\x03\x04\x05\x06\x07\x08\xF1\xF2\xF3\xF4\xF5\xF6\xF7\xF8");
}

TEST_F(VerifySeal, AcceptsTheSealOfAllOtherBytes) {
  EXPECT_NO_THROW(verify(sealed_file()));
  EXPECT_NO_THROW(verify("PAR1" + make_seal(digest_of("PAR1" + kTail)) + kTail));
}

TEST_F(VerifySeal, NoticesEveryFlippedBit) {
  const std::string sealed = sealed_file();
  for (size_t bit = 0; bit < sealed.size() * 8; bit++) {
    EXPECT_THROW(verify(flip_bit(sealed, bit)), UnsoundTally) << "bit " << bit;
  }
}

TEST_F(VerifySeal, NoticesThatTheFileIsCutOrLonger) {
  const std::string sealed = sealed_file();
  for (size_t bytes = 0; bytes < sealed.size(); bytes++) {
    EXPECT_THROW(verify(sealed.substr(0, bytes)), UnsoundTally) << bytes << " bytes";
    EXPECT_THROW(verify(sealed.substr(bytes + 1)), UnsoundTally) << "without " << bytes + 1;
  }
  EXPECT_THROW(verify(sealed + "x"), UnsoundTally);
}

TEST_F(VerifySeal, SaysWhatIsMissing) {
  EXPECT_THAT([this] { verify(""); }, is_unsound("it is not a whole Parquet file"));
  EXPECT_THAT([this] { verify(kPages + std::string(100, 'x') + kTail); },
              is_unsound("it has no seal"));
  EXPECT_THAT([this] { verify(kPages + make_seal(digest_of(kPages)) + kTail); },
              is_unsound("its bytes are not those that were sealed"));
}

// 48 bytes: of 12 between the seal and the footer's length, a footer of 13 would begin in the seal.
TEST_F(VerifySeal, IsNotLedOutOfTheFileByTheFootersLength) {
  for (const std::string& length :
       {std::string("\xFF\xFF\xFF\xFF", 4), std::string("\x0D\0\0\0", 4)}) {
    EXPECT_THAT(
        [&] { verify("PAR1" + make_seal(digest_of("")) + "a footer of " + length + "PAR1"); },
        is_unsound("its footer would be longer than the file"));
  }
}

}  // namespace
}  // namespace crudtally
