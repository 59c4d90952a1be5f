#include "logs/plain_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"
#include "logs/testing.h"

namespace crudtally {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr const char* kName = "2024-09-10.csv";

TEST(PlainReader, GivesTheBytesInSpacesOfAnySize) {
  const TemporaryFolder folder;
  const std::string bytes = sample_bytes(100'000);
  put_file(folder.path(kName), bytes);
  for (const size_t space : {1UL, 4096UL, 99'999UL, 100'000UL, 200'000UL}) {
    EXPECT_EQ(read_whole(found_log(folder.path(), kName), space), bytes) << space;
  }
}

TEST(PlainReader, FillsTheSpaceWholeUntilTheBytesEnd) {
  const TemporaryFolder folder;
  put_file(folder.path(kName), sample_bytes(10'000));
  const auto reader = open_log(found_log(folder.path(), kName));
  std::string space(4096, '\0');
  EXPECT_EQ(reader->read(space), 4096U);
  EXPECT_EQ(reader->read(space), 4096U);
  EXPECT_EQ(reader->read(space), 1808U);
  EXPECT_EQ(reader->read(space), 0U);
  EXPECT_EQ(reader->read(space), 0U);
}

TEST(PlainReader, BeginsAtItsOffset) {
  const TemporaryFolder folder;
  put_file(folder.path(kName), "0123456789");
  const auto reader = open_log(found_log(folder.path(), kName), 7);
  std::string space(10, '\0');
  EXPECT_EQ(reader->read(space), 3U);
  EXPECT_EQ(space.substr(0, 3), "789");
  EXPECT_EQ(reader->bytes_read(), 3U);
}

TEST(PlainReader, HasNothingToGiveOfAnEmptyFile) {
  const TemporaryFolder folder;
  put_file(folder.path(kName), "");
  EXPECT_EQ(read_whole(found_log(folder.path(), kName)), "");
}

TEST(PlainReader, NamesTheFileThatTheDiskDoesNotGive) {
  // The memory of this process, as a file: its first page is never mapped, and reading it fails as
  // a broken disk does.
  const TemporaryFolder folder;
  std::filesystem::create_symlink("/proc/self/mem", folder.path(kName));
  const auto reader = open_log(found_log(folder.path(), kName));
  std::string space(4096, '\0');
  EXPECT_THAT([&] { reader->read(space); },
              ThrowsMessage<Error>(AllOf(HasSubstr(kName), HasSubstr("Input/output error"))));
}

}  // namespace
}  // namespace crudtally
