#include "logs/log_reader.h"

#include <filesystem>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/testing.h"
#include "logs/testing.h"

namespace crudtally {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Throws;
using ::testing::ThrowsMessage;

constexpr const char* kName = "2024-09-10.csv";

class LogReaderTest : public ::testing::Test {
 protected:
  LogReaderTest() { put_file(path_, "one\n"); }

  void set_mtime(const std::string& path, int64_t nanoseconds) {
    const timespec time{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    const timespec times[2] = {time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.path(kName);
};

auto throws_log_changed() {
  return Throws<LogChanged>(Field(&LogChanged::name, kName));
}

TEST_F(LogReaderTest, ChoosesTheReaderByCompressionAlone) {
  put_file(folder_.path("a.csv.gz"), gzip_member("gzip\n"));
  put_file(folder_.path("a.csv.zst"), zstd_frame("zstd\n"));
  EXPECT_EQ(read_whole(found_log(folder_.path(), kName)), "one\n");
  EXPECT_EQ(read_whole(found_log(folder_.path(), "a.csv.gz")), "gzip\n");
  EXPECT_EQ(read_whole(found_log(folder_.path(), "a.csv.zst")), "zstd\n");
}

TEST_F(LogReaderTest, FindsALogThatWasLeftAloneUnchanged) {
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::string space(100, '\0');
  reader->read(space);
  EXPECT_NO_THROW(reader->check_unchanged());
}

TEST_F(LogReaderTest, NoticesAtOpeningThatALogGrew) {
  const LogFile log = found_log(folder_.path(), kName);
  put_file(path_, "one\ntwo\n");
  EXPECT_THAT([&] { open_log(log); }, throws_log_changed());
}

TEST_F(LogReaderTest, NoticesAtOpeningThatALogIsGone) {
  const LogFile log = found_log(folder_.path(), kName);
  std::filesystem::remove(path_);
  EXPECT_THAT([&] { open_log(log); }, throws_log_changed());
}

TEST_F(LogReaderTest, NoticesAnAppendedRow) {
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::ofstream(path_, std::ios::app) << "two\n";
  EXPECT_THAT([&] { reader->check_unchanged(); }, throws_log_changed());
}

TEST_F(LogReaderTest, NoticesARewriteThatKeepsSizeAndTime) {
  const LogFile log = found_log(folder_.path(), kName);
  const auto reader = open_log(log);
  put_file(path_, "two\n");
  set_mtime(path_, log.stat.mtime_ns);
  EXPECT_THAT([&] { reader->check_unchanged(); }, throws_log_changed());
}

TEST_F(LogReaderTest, NoticesAnotherFileOfTheSameBytesInThePlaceOfTheLog) {
  const LogFile log = found_log(folder_.path(), kName);
  const auto reader = open_log(log);
  put_file(folder_.path("other"), "one\n");
  set_mtime(folder_.path("other"), log.stat.mtime_ns);
  std::filesystem::rename(folder_.path("other"), path_);
  EXPECT_THAT([&] { reader->check_unchanged(); }, throws_log_changed());
}

TEST_F(LogReaderTest, NoticesThatALinkLeadsToAnotherFile) {
  // The open file stays as it is: the path alone tells.
  std::filesystem::create_symlink(kName, folder_.path("link.csv"));
  const auto reader = open_log(found_log(folder_.path(), "link.csv"));
  put_file(folder_.path("other"), "one\n");
  std::filesystem::remove(folder_.path("link.csv"));
  std::filesystem::create_symlink("other", folder_.path("link.csv"));
  EXPECT_THROW(reader->check_unchanged(), LogChanged);
}

TEST_F(LogReaderTest, NoticesThatALogIsGoneWhileItIsRead) {
  const auto reader = open_log(found_log(folder_.path(), kName));
  std::filesystem::remove(path_);
  EXPECT_THAT([&] { reader->check_unchanged(); }, throws_log_changed());
}

TEST_F(LogReaderTest, NoticesTheChangeOfACompressedLog) {
  put_file(folder_.path("a.csv.gz"), gzip_member("one\n"));
  put_file(folder_.path("a.csv.zst"), zstd_frame("one\n"));
  for (const char* name : {"a.csv.gz", "a.csv.zst"}) {
    const auto reader = open_log(found_log(folder_.path(), name));
    EXPECT_NO_THROW(reader->check_unchanged());
    std::filesystem::remove(folder_.path(name));
    EXPECT_THROW(reader->check_unchanged(), LogChanged) << name;
  }
}

TEST_F(LogReaderTest, NamesALogThatIsNoRegularFileAnyMore) {
  const LogFile log = found_log(folder_.path(), kName);
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT([&] { open_log(log); },
              ThrowsMessage<Error>(AllOf(HasSubstr(path_), HasSubstr("not a regular file"))));
}

TEST_F(LogReaderTest, NamesALogThatMayNotBeRead) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(path_, std::filesystem::perms::none);
  const LogFile log = found_log(folder_.path(), kName);
  const AsNobody nobody;
  EXPECT_THAT([&] { open_log(log); },
              ThrowsMessage<Error>(AllOf(HasSubstr(path_), HasSubstr("Permission denied"))));
}

}  // namespace
}  // namespace crudtally
