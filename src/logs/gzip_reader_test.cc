#include "logs/gzip_reader.h"

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

constexpr const char* kName = "2024-09-10.csv.gz";
constexpr const char* kRow = "a@b.c,CREATE,2024-09-10 00:00:00\n";

class GzipReaderTest : public ::testing::Test {
 protected:
  std::string read_file_of(const std::string& compressed, size_t space = size_t{1} << 20) const {
    put_file(folder_.path(kName), compressed);
    return read_whole(found_log(folder_.path(), kName), space);
  }

  TemporaryFolder folder_;
};

TEST_F(GzipReaderTest, GivesTheBytesInSpacesOfAnySize) {
  const std::string bytes = sample_bytes(4'000'000);
  const std::string compressed = gzip_member(bytes);
  ASSERT_GT(compressed.size(), 2 * kCompressedPieceBytes);
  for (const size_t space : {7UL, 4096UL, 1'000'003UL, 5'000'000UL}) {
    EXPECT_TRUE(read_file_of(compressed, space) == bytes) << space;
  }
}

TEST_F(GzipReaderTest, FillsTheSpaceWholeUntilTheBytesEnd) {
  const std::string bytes = sample_bytes(1'000'000);
  std::string members;
  for (size_t start = 0; start < bytes.size(); start += 1000) {
    members += gzip_member(bytes.substr(start, 1000));
  }
  put_file(folder_.path(kName), members);
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(600'000, '\0');
  EXPECT_EQ(reader->read(space), 600'000U);
  EXPECT_EQ(reader->read(space), 400'000U);
  EXPECT_EQ(reader->read(space), 0U);
  EXPECT_EQ(reader->read(space), 0U);
}

TEST_F(GzipReaderTest, ReadsAMemberThatGzipWrote) {
  // printf 'a@b.c,READ,x\n' | gzip -n, byte for byte.
  EXPECT_EQ(
      read_file_of(
          "\037\213\010\000\000\000\000\000\000\003\113\164\110\322\113\326\011\162\165\164\321\251\340\002\000\375\134\067\322\015\000\000\000"s),
      "a@b.c,READ,x\n");
}

TEST_F(GzipReaderTest, ReadsSeveralMembersInARow) {
  EXPECT_EQ(read_file_of(gzip_member("one\n") + gzip_member("") + gzip_member("two\n"), 3),
            "one\ntwo\n");
}

TEST_F(GzipReaderTest, ReadsMembersThatEndWhereAPieceDoes) {
  // A stored file name pads the first member to exactly the piece that is read at a time.
  std::string first = gzip_member("one\n");
  first[3] = 0x08;
  first.insert(10, std::string(kCompressedPieceBytes - first.size() - 1, 'n') + '\0');
  ASSERT_EQ(first.size(), kCompressedPieceBytes);
  EXPECT_EQ(read_file_of(first), "one\n");
  EXPECT_EQ(read_file_of(first + gzip_member("two\n")), "one\ntwo\n");
}

TEST_F(GzipReaderTest, ReadsAMemberOfNoBytes) {
  EXPECT_EQ(read_file_of(gzip_member("")), "");
}

TEST_F(GzipReaderTest, CountsTheBytesOfTheFile) {
  const std::string compressed = gzip_member(kRow);
  put_file(folder_.path(kName), compressed);
  const auto reader = open_log(found_log(folder_.path(), kName));
  EXPECT_EQ(reader->bytes_read(), 0U);
  std::string space(1000, '\0');
  reader->read(space);
  EXPECT_EQ(reader->bytes_read(), compressed.size());
}

TEST_F(GzipReaderTest, RefusesAFileCutAnywhere) {
  const std::string compressed = gzip_member(kRow);
  for (size_t size = 1; size < compressed.size(); size++) {
    EXPECT_THAT([&] { read_file_of(compressed.substr(0, size)); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.gz ends too early")))
        << size;
  }
}

TEST_F(GzipReaderTest, RefusesAFileCutInItsSecondMember) {
  const std::string first = gzip_member("one\n");
  const std::string both = first + gzip_member("two\n");
  for (size_t size = first.size() + 1; size < both.size(); size++) {
    EXPECT_THAT([&] { read_file_of(both.substr(0, size)); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.gz ends too early")))
        << size;
  }
}

TEST_F(GzipReaderTest, RefusesAFileOfNoBytesAtOpening) {
  put_file(folder_.path(kName), "");
  EXPECT_THAT([&] { open_log(found_log(folder_.path(), kName)); },
              ThrowsMessage<Error>(StartsWith("2024-09-10.csv.gz has 0 bytes")));
}

TEST_F(GzipReaderTest, RefusesAnyFlippedBitInChecksumAndLength) {
  const std::string compressed = gzip_member(kRow);
  for (size_t bit = 8 * (compressed.size() - 8); bit < 8 * compressed.size(); bit++) {
    std::string flipped = compressed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_THAT([&] { read_file_of(flipped); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.gz is damaged")))
        << bit;
  }
}

TEST_F(GzipReaderTest, NeverGivesOtherBytesForAnyFlippedBit) {
  const std::string compressed = gzip_member(kRow);
  for (size_t bit = 0; bit < 8 * compressed.size(); bit++) {
    std::string flipped = compressed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    try {
      EXPECT_EQ(read_file_of(flipped), kRow) << bit;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(kName));
    }
  }
}

TEST_F(GzipReaderTest, RefusesWhatFollowsTheLastMember) {
  for (const std::string& trail : {"\n"s, "\0"s, std::string(512, '\0'), "more rows\n"s, "\x1fx"s,
                                   std::string(kRow), zstd_frame("two\n")}) {
    EXPECT_THAT([&] { read_file_of(gzip_member(kRow) + trail); },
                ThrowsMessage<Error>(
                    AllOf(StartsWith("2024-09-10.csv.gz has something after its last gzip member"),
                          HasSubstr("copy or compress it again"))));
  }
}

TEST_F(GzipReaderTest, RefusesAFileThatIsNotGzip) {
  for (const std::string& bytes : {std::string(kRow), "x"s, "\x1f\x8c"s, zstd_frame(kRow)}) {
    EXPECT_THAT([&] { read_file_of(bytes); },
                ThrowsMessage<Error>(StartsWith("2024-09-10.csv.gz is not a gzip file")));
  }
}

TEST_F(GzipReaderTest, NeverPutsARowIntoAMessage) {
  EXPECT_THAT([&] { read_file_of(kRow); },
              ThrowsMessage<Error>(::testing::Not(HasSubstr("a@b.c"))));
}

TEST_F(GzipReaderTest, BlamesTheChangeForTheDamageOfALogThatChanged) {
  const std::string compressed = gzip_member(sample_bytes(2'000'000));
  ASSERT_GT(compressed.size(), kCompressedPieceBytes);
  put_file(folder_.path(kName), compressed);
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(1000, '\0');
  reader->read(space);
  put_file(folder_.path(kName), "");
  std::string rest(3'000'000, '\0');
  EXPECT_THROW(reader->read(rest), LogChanged);
}

TEST_F(GzipReaderTest, DoesNotTakeALogThatWasEmptiedAfterOpeningForAnEmptyOne) {
  put_file(folder_.path(kName), gzip_member(kRow));
  const auto reader = open_log(found_log(folder_.path(), kName));
  put_file(folder_.path(kName), "");
  std::string space(1000, '\0');
  EXPECT_THROW(reader->read(space), LogChanged);
}

}  // namespace
}  // namespace crudtally
