#include "logs/zstd_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"
#include "logs/testing.h"

namespace crudtally {
namespace {

using namespace std::string_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

constexpr const char* kName = "2024-09-10.csv.zst";
constexpr const char* kRow = "a@b.c,CREATE,2024-09-10 00:00:00\n";

// A skippable frame of `size` bytes in all (RFC 8878, 3.1.2).
std::string skippable_frame(size_t size) {
  std::string frame = "\x5A\x2A\x4D\x18"s;
  for (size_t shift = 0; shift < 32; shift += 8) frame += static_cast<char>((size - 8) >> shift);
  frame.resize(size, 's');
  return frame;
}

// A frame whose window has the size that `descriptor` says, with the one raw block "a,b" (RFC 8878,
// 3.1.1).
std::string frame_with_window(int descriptor) {
  return "\x28\xB5\x2F\xFD"s + '\0' + static_cast<char>(descriptor) + "\x19\0\0"s + "a,b";
}

class ZstdReaderTest : public ::testing::Test {
 protected:
  std::string read_file_of(const std::string& compressed, size_t space = size_t{1} << 20) const {
    put_file(folder_.path(kName), compressed);
    return read_whole(found_log(folder_.path(), kName), space);
  }

  TemporaryFolder folder_;
};

TEST_F(ZstdReaderTest, GivesTheBytesInSpacesOfAnySize) {
  const std::string bytes = sample_bytes(4'000'000);
  for (const bool with_checksum : {true, false}) {
    const std::string compressed = zstd_frame(bytes, with_checksum);
    ASSERT_GT(compressed.size(), 2 * kCompressedPieceBytes);
    for (const size_t space : {7UL, 4096UL, 1'000'003UL, 4'000'000UL, 5'000'000UL}) {
      EXPECT_TRUE(read_file_of(compressed, space) == bytes) << space;
    }
  }
}

TEST_F(ZstdReaderTest, FillsTheSpaceWholeUntilTheBytesEnd) {
  const std::string bytes = sample_bytes(1'000'000);
  std::string frames;
  for (size_t start = 0; start < bytes.size(); start += 1000) {
    frames += zstd_frame(bytes.substr(start, 1000));
  }
  put_file(folder_.path(kName), frames);
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(600'000, '\0');
  EXPECT_EQ(reader->read(space), 600'000U);
  EXPECT_EQ(reader->read(space), 400'000U);
  EXPECT_EQ(reader->read(space), 0U);
  EXPECT_EQ(reader->read(space), 0U);
}

TEST_F(ZstdReaderTest, GivesBytesThatHadNoSpaceBeforeTheInputWasUsedUp) {
  // Much comes of little input, and no checksum follows that would have to be read.
  const std::string bytes(1'000'000, 'x');
  EXPECT_TRUE(read_file_of(zstd_frame(bytes, false), 1000) == bytes);
}

TEST_F(ZstdReaderTest, ReadsAFrameThatZstdWrote) {
  // printf 'a@b.c,READ,x\n' | zstd --check, byte for byte.
  EXPECT_EQ(
      read_file_of(
          "\050\265\057\375\004\130\151\000\000\141\100\142\056\143\054\122\105\101\104\054\170\012\200\011\201\030"s),
      "a@b.c,READ,x\n");
}

TEST_F(ZstdReaderTest, ReadsSeveralFramesInARow) {
  EXPECT_EQ(read_file_of(zstd_frame("one\n") + zstd_frame("") + zstd_frame("two\n", false), 3),
            "one\ntwo\n");
}

TEST_F(ZstdReaderTest, SkipsSkippableFrames) {
  EXPECT_EQ(read_file_of(skippable_frame(20) + zstd_frame("one\n") + skippable_frame(8) +
                         zstd_frame("two\n") + skippable_frame(300'000)),
            "one\ntwo\n");
}

TEST_F(ZstdReaderTest, ReadsFramesThatEndWhereAPieceDoes) {
  const std::string first = zstd_frame("one\n");
  const std::string padded = skippable_frame(kCompressedPieceBytes - first.size()) + first;
  EXPECT_EQ(read_file_of(padded), "one\n");
  EXPECT_EQ(read_file_of(padded + zstd_frame("two\n")), "one\ntwo\n");
}

TEST_F(ZstdReaderTest, CountsTheBytesOfTheFile) {
  const std::string compressed = zstd_frame(kRow);
  put_file(folder_.path(kName), compressed);
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(1000, '\0');
  reader->read(space);
  EXPECT_EQ(reader->bytes_read(), compressed.size());
}

TEST_F(ZstdReaderTest, ReadsAWindowOf128Mebibytes) {
  EXPECT_EQ(read_file_of(frame_with_window(17 << 3)), "a,b");
}

TEST_F(ZstdReaderTest, RefusesALargerWindowAndSaysWhatToDo) {
  for (const int descriptor : {17 << 3 | 1, 18 << 3, 31 << 3 | 7}) {
    EXPECT_THAT([&] { read_file_of(frame_with_window(descriptor)); },
                ThrowsMessage<Error>(
                    AllOf(StartsWith("2024-09-10.csv.zst needs more than 128 MiB of memory"),
                          HasSubstr("--long=27"))));
  }
}

TEST_F(ZstdReaderTest, RefusesAFileCutAnywhere) {
  for (const std::string& compressed :
       {zstd_frame(kRow), zstd_frame(kRow, false), zstd_frame("one\n") + zstd_frame(kRow, false)}) {
    const size_t border = compressed.size() - zstd_frame(kRow, false).size();
    for (size_t size = 1; size < compressed.size(); size++) {
      if (size == border && border == zstd_frame("one\n").size()) continue;
      EXPECT_THAT([&] { read_file_of(compressed.substr(0, size)); },
                  ThrowsMessage<Error>(StartsWith("2024-09-10.csv.zst ends too early")))
          << size;
    }
  }
}

TEST_F(ZstdReaderTest, RefusesASkippableFrameThatIsCut) {
  EXPECT_THAT([&] { read_file_of(zstd_frame(kRow) + skippable_frame(100).substr(0, 99)); },
              ThrowsMessage<Error>(StartsWith("2024-09-10.csv.zst ends too early")));
}

TEST_F(ZstdReaderTest, RefusesAFileOfNoBytesAtOpening) {
  put_file(folder_.path(kName), "");
  EXPECT_THAT([&] { open_log(found_log(folder_.path(), kName)); },
              ThrowsMessage<Error>(StartsWith("2024-09-10.csv.zst has 0 bytes")));
}

TEST_F(ZstdReaderTest, RefusesAnyFlippedBitInTheChecksum) {
  const std::string compressed = zstd_frame(kRow);
  for (size_t bit = 8 * (compressed.size() - 4); bit < 8 * compressed.size(); bit++) {
    std::string flipped = compressed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_THAT([&] { read_file_of(flipped); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.zst is damaged")))
        << bit;
  }
}

TEST_F(ZstdReaderTest, RefusesWhatFollowsTheLastFrame) {
  for (const std::string& trail : {"\n"s, "\0"s, std::string(512, '\0'), "more rows\n"s, "\x28xyz"s,
                                   std::string(kRow), gzip_member("two\n")}) {
    EXPECT_THAT([&] { read_file_of(zstd_frame(kRow) + trail); },
                ThrowsMessage<Error>(
                    AllOf(StartsWith("2024-09-10.csv.zst has something after its last zstd frame"),
                          HasSubstr("copy or compress it again"))));
  }
}

TEST_F(ZstdReaderTest, RefusesAFileThatIsNotZstd) {
  for (const std::string& bytes :
       {std::string(kRow), "x"s, "\x28\xB5\x2F\xFE"s, gzip_member(kRow)}) {
    EXPECT_THAT([&] { read_file_of(bytes); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.zst is not a zstd file")));
  }
}

TEST_F(ZstdReaderTest, BlamesTheChangeForTheDamageOfALogThatChanged) {
  const std::string compressed = zstd_frame(sample_bytes(2'000'000));
  ASSERT_GT(compressed.size(), kCompressedPieceBytes);
  put_file(folder_.path(kName), compressed);
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(1000, '\0');
  reader->read(space);
  put_file(folder_.path(kName), "");
  std::string rest(3'000'000, '\0');
  EXPECT_THROW(reader->read(rest), LogChanged);
}

TEST_F(ZstdReaderTest, DoesNotTakeALogThatWasEmptiedAfterOpeningForAnEmptyOne) {
  put_file(folder_.path(kName), zstd_frame(kRow));
  const auto reader = open_log(found_log(folder_.path(), kName));
  put_file(folder_.path(kName), "");
  std::string space(1000, '\0');
  EXPECT_THROW(reader->read(space), LogChanged);
}

}  // namespace
}  // namespace crudtally
