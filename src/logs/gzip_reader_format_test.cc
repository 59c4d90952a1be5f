// Whatever RFC 1951 and 1952 allow is read, and nothing else, wherever a piece or a space ends. The
// compressed bytes are zlib's, which shares nothing with the reader.
#include <cstring>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/testing.h"
#include "logs/gzip_reader.h"
#include "logs/testing.h"

namespace crudtally {
namespace {

using namespace std::string_literals;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

constexpr const char* kName = "2024-09-10.csv.gz";
constexpr size_t kTrailerBytes = 8;

// The flags of a member's header.
constexpr unsigned kText = 1;
constexpr unsigned kHeaderChecksum = 2;
constexpr unsigned kExtra = 4;
constexpr unsigned kFileName = 8;
constexpr unsigned kComment = 16;
constexpr unsigned kAllFlags = kText | kHeaderChecksum | kExtra | kFileName | kComment;

std::string little_endian(uint64_t number, size_t size) {
  std::string bytes;
  for (size_t index = 0; index < size; index++) bytes += static_cast<char>(number >> 8 * index);
  return bytes;
}

uLong checksum(std::string_view bytes) {
  return crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

// A member of these bytes with all that its flags promise, and a file name of so many bytes.
std::string member_with_header(unsigned flags, std::string_view bytes, size_t name_bytes = 14) {
  const std::string plain = gzip_member(bytes);
  std::string header = plain.substr(0, 10);
  header[3] = static_cast<char>(flags);
  if ((flags & kExtra) != 0) header += "\7\0ab\3\0\0\x1f\0"s;
  if ((flags & kFileName) != 0) header += std::string(name_bytes, 'n') + '\0';
  if ((flags & kComment) != 0) header += "a comment\0"s;
  if ((flags & kHeaderChecksum) != 0) header += little_endian(checksum(header) & 0xffff, 2);
  return header + plain.substr(10);
}

// A member of these bytes that has so many itself: a long file name fills it.
std::string member_of_size(size_t size, std::string_view bytes) {
  const size_t rest = member_with_header(kFileName, bytes, 0).size();
  return member_with_header(kFileName, bytes, size - rest);
}

// Members of the same bytes, each of other blocks: stored, with the fixed codes, with codes of
// their own.
std::vector<std::string> members_of_all_blocks(std::string_view bytes) {
  return {gzip_member(bytes, 0), gzip_member(bytes, 1), gzip_member(bytes, 9),
          gzip_member(bytes, 6, Z_FIXED), gzip_member(bytes, 6, Z_HUFFMAN_ONLY)};
}

// One member of this text so many times over, without compressing it so often.
std::string member_of_repeats(std::string_view text, size_t times) {
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string blocks(deflateBound(&stream, text.size()) + 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(blocks.data());
  stream.avail_out = static_cast<uInt>(blocks.size());
  // Ends at a byte's border, and nothing after it refers to what is before.
  deflate(&stream, Z_FULL_FLUSH);
  blocks.resize(stream.total_out);
  deflateEnd(&stream);

  std::string member = gzip_member("").substr(0, 10);
  uLong sum = 0;
  for (size_t time = 0; time < times; time++) {
    member += blocks;
    sum = crc32_combine(sum, checksum(text), static_cast<z_off_t>(text.size()));
  }
  const std::string last_block = "\1\0\0\xff\xff"s;  // stored, of no bytes
  return member + last_block + little_endian(sum, 4) + little_endian(text.size() * times, 4);
}

class GzipFormat : public ::testing::Test {
 protected:
  std::string read_file_of(const std::string& compressed, size_t space = size_t{1} << 20) const {
    // A new file each time: where one is written in its own place, ext4 waits for the disk.
    remove_file(folder_.path(kName));
    put_file(folder_.path(kName), compressed);
    return read_whole(found_log(folder_.path(), kName), space);
  }

  void expect_error(const std::string& compressed, const std::string& start) const {
    EXPECT_THAT([&] { read_file_of(compressed); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.gz " + start)));
  }

  TemporaryFolder folder_;
};

TEST_F(GzipFormat, AllowsEveryKindOfHeader) {
  for (unsigned flags = 0; flags <= kAllFlags; flags++) {
    const std::string member = member_with_header(flags, "one\n");
    EXPECT_EQ(read_file_of(member + member), "one\none\n") << flags;
  }
}

TEST_F(GzipFormat, RefusesReservedFlags) {
  for (const unsigned reserved : {0x20U, 0x40U, 0x80U}) {
    const std::string member = member_with_header(reserved, "one\n");
    expect_error(member, "is not a gzip file");
    expect_error(gzip_member("one\n") + member, "has something after its last gzip member");
  }
}

TEST_F(GzipFormat, RefusesAMethodThatIsNotDeflate) {
  std::string member = gzip_member("one\n");
  member[2] = 7;
  expect_error(member, "is not a gzip file");
}

TEST_F(GzipFormat, RefusesAWrongChecksumOfTheHeader) {
  const std::string member = member_with_header(kAllFlags, "one\n");
  const size_t header_bytes = member.size() - gzip_member("one\n").size() + 10;
  // The time and all after it: the bytes before say themselves that this is no such member.
  for (size_t index = 4; index < header_bytes; index++) {
    std::string flipped = member;
    flipped[index] ^= 1;
    EXPECT_THROW(read_file_of(flipped), Error) << index;
  }
}

TEST_F(GzipFormat, RefusesALongHeaderCutAnywhere) {
  const std::string member = member_with_header(kAllFlags, "one\n");
  for (size_t size = 1; size < member.size(); size++) {
    expect_error(member.substr(0, size), "ends too early");
    expect_error(member + member.substr(0, size), "ends too early");
  }
}

TEST_F(GzipFormat, ReadsAMemberInWhichAPieceEndsAnywhere) {
  const std::string second = member_with_header(kAllFlags, "two\n");
  for (size_t before = 0; before <= second.size(); before++) {
    const std::string first = member_of_size(kCompressedPieceBytes - before, "one\n");
    ASSERT_EQ(first.size(), kCompressedPieceBytes - before);
    EXPECT_EQ(read_file_of(first + second), "one\ntwo\n") << before;
  }
}

TEST_F(GzipFormat, RefusesAWrongTrailerInWhichAPieceEndsAnywhere) {
  const std::string third = gzip_member("three\n");
  for (size_t before = 0; before <= kTrailerBytes; before++) {
    const size_t border = kCompressedPieceBytes + kTrailerBytes - before;
    const std::string second = member_of_size(border - gzip_member("one\n").size(), "two\n");
    const std::string two = gzip_member("one\n") + second;
    ASSERT_EQ(read_file_of(two + third), "one\ntwo\nthree\n");
    for (size_t index = border - kTrailerBytes; index < border; index++) {
      std::string flipped = two;
      flipped[index] = static_cast<char>(flipped[index] ^ 0x10);
      expect_error(flipped + third, "is damaged (wrong checksum or length)");
    }
  }
}

TEST_F(GzipFormat, RefusesAPieceThatEndsInTheTrailerWhereTheFileDoesToo) {
  for (size_t missing = 1; missing <= kTrailerBytes; missing++) {
    const std::string member = member_of_size(kCompressedPieceBytes + missing, "one\n");
    expect_error(member.substr(0, kCompressedPieceBytes), "ends too early");
  }
}

TEST_F(GzipFormat, AllowsEveryKindOfBlock) {
  const std::string bytes = sample_bytes(300'000);
  for (const std::string& member : members_of_all_blocks(bytes)) {
    for (const size_t space : {1UL, 13UL, 32'768UL, 65'537UL, 1'000'000UL}) {
      EXPECT_TRUE(read_file_of(member, space) == bytes) << member.size() << " " << space;
    }
  }
}

TEST_F(GzipFormat, RefusesEveryKindOfBlockCutAnywhere) {
  for (const std::string& member : members_of_all_blocks(sample_bytes(700))) {
    for (size_t size = 1; size < member.size(); size++) {
      expect_error(member.substr(0, size), "ends too early");
    }
  }
}

TEST_F(GzipFormat, NeverGivesOtherBytesForAFlippedBitInAnyKindOfBlock) {
  const std::string bytes = sample_bytes(300);
  for (const std::string& member : members_of_all_blocks(bytes)) {
    for (size_t bit = 8 * 10; bit < 8 * (member.size() - kTrailerBytes); bit += 7) {
      std::string flipped = member;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      try {
        EXPECT_TRUE(read_file_of(flipped) == bytes) << bit;
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), StartsWith(kName));
      }
    }
  }
}

TEST_F(GzipFormat, RefusesAReferenceToBeforeTheMember) {
  // The fixed codes' literal "a", then a copy of three bytes from two before: there is but one.
  const std::string blocks = "\x4b\x04\x42\x00"s;
  expect_error(gzip_member("a").substr(0, 10) + blocks + std::string(kTrailerBytes, '\0'),
               "is damaged (invalid distance)");
}

TEST_F(GzipFormat, GivesBytesThatHadNoSpaceBeforeTheInputWasUsedUp) {
  const std::string bytes(1'000'000, 'x');
  for (const size_t space : {1000UL, 999'999UL}) {
    EXPECT_TRUE(read_file_of(gzip_member(bytes), space) == bytes) << space;
  }
}

TEST_F(GzipFormat, NeverWritesBehindTheSpace) {
  const auto page = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  const size_t pages = 20;
  void* mapped = ::mmap(nullptr, (pages + 1) * page, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(mapped, MAP_FAILED);
  char* const end = static_cast<char*>(mapped) + pages * page;
  ASSERT_EQ(::mprotect(end, page, PROT_NONE), 0);  // a write there ends the test

  const std::string bytes = sample_bytes(150'000) + std::string(150'000, 'x');
  for (const std::string& member : members_of_all_blocks(bytes)) {
    put_file(folder_.path(kName), member);
    for (const size_t space : {1UL, 17UL, 300UL, 4096UL, 70'001UL, pages * page}) {
      const auto reader = open_log(found_log(folder_.path(), kName));
      std::string read;
      while (const size_t count = reader->read({end - space, space}))
        read.append(end - space, count);
      EXPECT_TRUE(read == bytes) << space;
    }
  }
  ::munmap(mapped, (pages + 1) * page);
}

TEST_F(GzipFormat, ReadsAMemberOfMoreThan4Gibibytes) {
  const std::string text(size_t{4} << 20, 'x');
  const uint64_t times = 1025;
  put_file(folder_.path(kName), member_of_repeats(text, times) + gzip_member("two\n"));
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(text.size(), '\0');
  for (uint64_t time = 0; time < times; time++) {
    ASSERT_EQ(reader->read(space), text.size());
    ASSERT_TRUE(space == text) << time;
  }
  EXPECT_EQ(reader->read(space), 4U);
  EXPECT_EQ(space.substr(0, 4), "two\n");
}

}  // namespace
}  // namespace crudtally
