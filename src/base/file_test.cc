#include "base/file.h"

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/interrupt.h"
#include "base/testing.h"

namespace crudtally {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

void put(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_at(const File& file, uint64_t offset, size_t size) {
  std::string bytes(size, '\0');
  bytes.resize(file.read_at(offset, bytes));
  return bytes;
}

// Sets a time that nanoseconds since 1970 cannot hold.
void set_far_mtime(const std::string& path, int64_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

TEST(FileOpen, NamesAFileThatDoesNotExist) {
  const TemporaryFolder folder;
  EXPECT_THAT(
      [&] { File::open(folder.path("none.csv")); },
      ThrowsMessage<Error>(AllOf(HasSubstr("none.csv"), HasSubstr("No such file or directory"))));
}

TEST(FileOpen, RefusesAFolder) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { File::open(folder.path()); },
              ThrowsMessage<Error>(HasSubstr("not a regular file")));
}

TEST(FileOpen, RefusesAFifoWithoutWaitingForAWriter) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo(folder.path("fifo").c_str(), 0600), 0);
  EXPECT_THAT([&] { File::open(folder.path("fifo")); },
              ThrowsMessage<Error>(HasSubstr("not a regular file")));
}

TEST(FileCreate, MakesAFileOfThatModeLessTheUmask) {
  const TemporaryFolder folder;
  const mode_t umask_before = ::umask(0027);
  File::create(folder.path("a"), File::Create::must_be_new, 0666);
  ::umask(umask_before);
  struct stat status;
  ASSERT_EQ(::stat(folder.path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640U);
}

TEST(FileCreate, RefusesAFileThatExistsWhereItMustBeNew) {
  const TemporaryFolder folder;
  put(folder.path("a"), "old");
  EXPECT_THAT([&] { File::create(folder.path("a"), File::Create::must_be_new, 0666); },
              ThrowsMessage<Error>(HasSubstr("File exists")));
}

TEST(FileCreate, KeepsTheBytesOfAFileThatExists) {
  const TemporaryFolder folder;
  put(folder.path("a"), "old");
  const File file = File::create(folder.path("a"), File::Create::open_existing, 0666);
  EXPECT_EQ(read_at(file, 0, 10), "old");
}

TEST(FileReadAt, FillsTheSpaceFromTheOffset) {
  const TemporaryFolder folder;
  put(folder.path("a"), "0123456789");
  const File file = File::open(folder.path("a"));
  EXPECT_EQ(read_at(file, 0, 10), "0123456789");
  EXPECT_EQ(read_at(file, 3, 4), "3456");
}

TEST(FileReadAt, GivesFewerBytesAtTheEnd) {
  const TemporaryFolder folder;
  put(folder.path("a"), "0123456789");
  const File file = File::open(folder.path("a"));
  EXPECT_EQ(read_at(file, 8, 10), "89");
  EXPECT_EQ(read_at(file, 10, 10), "");
  EXPECT_EQ(read_at(file, 99, 10), "");
}

TEST(FileWrite, AppendsToWhatItWrote) {
  const TemporaryFolder folder;
  File file = File::create(folder.path("a"), File::Create::must_be_new, 0666);
  file.write("one");
  file.write("");
  file.write("two");
  file.sync();
  EXPECT_EQ(read_small_file(folder.path("a")), "onetwo");
}

TEST(FileWrite, SaysThatTheDiskIsFull) {
  File file = File::create("/dev/full", File::Create::open_existing, 0666);
  EXPECT_THAT(
      [&] { file.write("x"); },
      ThrowsMessage<Error>(AllOf(HasSubstr("/dev/full"), HasSubstr("No space left on device"))));
}

TEST(FileMove, LeavesOneOwner) {
  const TemporaryFolder folder;
  put(folder.path("a"), "first");
  put(folder.path("b"), "second");
  File file = File::open(folder.path("a"));
  file = File::open(folder.path("b"));
  EXPECT_EQ(file.path(), folder.path("b"));
  EXPECT_EQ(read_at(file, 0, 10), "second");
  const File moved = std::move(file);
  EXPECT_EQ(read_at(moved, 0, 10), "second");
}

TEST(FileIsAtItsPath, NoticesThatTheNameIsGoneOrAnothers) {
  const TemporaryFolder folder;
  put(folder.path("a"), "first");
  const File file = File::open(folder.path("a"));
  EXPECT_TRUE(file.is_at_its_path());
  std::filesystem::rename(folder.path("a"), folder.path("b"));
  EXPECT_FALSE(file.is_at_its_path());
  put(folder.path("a"), "second");
  EXPECT_FALSE(file.is_at_its_path());
}

TEST(FileTryLock, IsRefusedWhileAnotherHasIt) {
  const TemporaryFolder folder;
  File first = File::create(folder.path("lock"), File::Create::open_existing, 0666);
  File second = File::create(folder.path("lock"), File::Create::open_existing, 0666);
  EXPECT_TRUE(first.try_lock());
  EXPECT_FALSE(second.try_lock());
}

TEST(FileTryLock, SucceedsOnceTheOtherFileIsClosed) {
  const TemporaryFolder folder;
  std::optional<File> first = File::create(folder.path("lock"), File::Create::open_existing, 0666);
  File second = File::create(folder.path("lock"), File::Create::open_existing, 0666);
  EXPECT_TRUE(first->try_lock());
  first.reset();
  EXPECT_TRUE(second.try_lock());
}

TEST(FileLock, WaitsUntilTheHolderHasBeenKilled) {
  const TemporaryFolder folder;
  const std::string path = folder.path("lock");
  ChildProcess holder([&](const auto& ready) {
    File file = File::create(path, File::Create::open_existing, 0666);
    file.lock();
    ready();
    return ::pause();
  });
  ASSERT_TRUE(holder.wait_until_ready());
  File file = File::create(path, File::Create::open_existing, 0666);
  EXPECT_FALSE(file.try_lock());
  holder.kill(SIGKILL);
  file.lock();
  File another = File::create(path, File::Create::open_existing, 0666);
  EXPECT_FALSE(another.try_lock());
}

TEST(FileLock, StopsWaitingOnSigterm) {
  const TemporaryFolder folder;
  const std::string path = folder.path("lock");
  File file = File::create(path, File::Create::open_existing, 0666);
  file.lock();
  ChildProcess waiter([&](const auto& ready) {
    catch_stop_signals();
    File second = File::create(path, File::Create::open_existing, 0666);
    ready();
    second.lock();
    return 0;
  });
  ASSERT_TRUE(waiter.wait_until_ready());
  waiter.kill(SIGTERM);
  EXPECT_EQ(waiter.wait(), 143);
}

TEST(StatFile, TellsSizeAndTimeToTheNanosecond) {
  const TemporaryFolder folder;
  put(folder.path("a"), "12345");
  set_mtime(folder.path("a"), 1'726'444'800'123'456'789);
  const std::optional<FileStat> found = stat_file(folder.path("a"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, 5U);
  EXPECT_EQ(found->mtime_ns, 1'726'444'800'123'456'789);
}

TEST(StatFile, IsTheStatOfTheOpenFile) {
  const TemporaryFolder folder;
  put(folder.path("a"), "12345");
  EXPECT_EQ(stat_file(folder.path("a")), File::open(folder.path("a")).stat());
}

TEST(StatFile, TellsACopyFromItsOriginal) {
  const TemporaryFolder folder;
  put(folder.path("a"), "12345");
  put(folder.path("b"), "12345");
  EXPECT_NE(stat_file(folder.path("a"))->inode, stat_file(folder.path("b"))->inode);
}

TEST(StatFile, TellsTimesApartThatNanosecondsSince1970CannotHold) {
  const TemporaryFolder folder;
  put(folder.path("a"), "12345");
  // 2300 is past what 64 bits of nanoseconds reach, and before what ext4 can store.
  set_far_mtime(folder.path("a"), 10'413'792'000);
  const std::optional<FileStat> first = stat_file(folder.path("a"));
  set_far_mtime(folder.path("a"), 10'413'792'001);
  EXPECT_NE(stat_file(folder.path("a"))->mtime_ns, first->mtime_ns);
}

TEST(StatFile, FindsNothingWhereThereIsNothing) {
  const TemporaryFolder folder;
  put(folder.path("a"), "");
  EXPECT_FALSE(stat_file(folder.path("none")));
  EXPECT_FALSE(stat_file(folder.path("none/none")));
  EXPECT_FALSE(stat_file(folder.path("a/none")));
}

TEST(SetMtime, SetsTheTimeToTheNanosecond) {
  const TemporaryFolder folder;
  put(folder.path("a"), "12345");
  set_mtime(folder.path("a"), 1'726'444'800'123'456'789);
  struct stat status;
  ASSERT_EQ(::stat(folder.path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mtim.tv_sec, 1'726'444'800);
  EXPECT_EQ(status.st_mtim.tv_nsec, 123'456'789);
}

TEST(SetMtime, SetsTimesBefore1970Too) {
  const TemporaryFolder folder;
  put(folder.path("a"), "");
  set_mtime(folder.path("a"), -1);
  EXPECT_EQ(stat_file(folder.path("a"))->mtime_ns, -1);
}

TEST(SetMtime, NamesAFileThatDoesNotExist) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { set_mtime(folder.path("none"), 0); },
              ThrowsMessage<Error>(HasSubstr(folder.path("none"))));
}

TEST(ReadSmallFile, ReadsTheWholeFile) {
  const TemporaryFolder folder;
  const std::string bytes("a\0b\n", 4);
  put(folder.path("a"), bytes);
  EXPECT_EQ(read_small_file(folder.path("a")), bytes);
}

TEST(ReadSmallFile, FindsNothingWhereThereIsNothing) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_small_file(folder.path("none")), std::nullopt);
}

TEST(RemoveFile, RemovesAFile) {
  const TemporaryFolder folder;
  put(folder.path("a"), "");
  remove_file(folder.path("a"));
  EXPECT_FALSE(stat_file(folder.path("a")));
  EXPECT_NO_THROW(remove_file(folder.path("a")));
}

TEST(RemoveFile, NamesWhatCannotBeRemoved) {
  const TemporaryFolder folder;
  make_folders(folder.path("a"));
  EXPECT_THAT([&] { remove_file(folder.path("a")); },
              ThrowsMessage<Error>(HasSubstr(folder.path("a"))));
}

TEST(SyncFolder, NamesAFolderThatDoesNotExist) {
  const TemporaryFolder folder;
  EXPECT_NO_THROW(sync_folder(folder.path()));
  EXPECT_THAT([&] { sync_folder(folder.path("none")); },
              ThrowsMessage<Error>(HasSubstr(folder.path("none"))));
}

TEST(FolderOf, IsWhatComesBeforeTheLastSlash) {
  EXPECT_EQ(folder_of("/a/b/c.csv"), "/a/b");
  EXPECT_EQ(folder_of("b/c.csv"), "b");
  EXPECT_EQ(folder_of("/c.csv"), "/");
  EXPECT_EQ(folder_of("c.csv"), ".");
}

TEST(MakeFolders, MakesParentsToo) {
  const TemporaryFolder folder;
  make_folders(folder.path("a/b/c"));
  EXPECT_TRUE(std::filesystem::is_directory(folder.path("a/b/c")));
  EXPECT_NO_THROW(make_folders(folder.path("a/b/c")));
}

TEST(MakeFolders, NamesAFolderThatCannotBe) {
  const TemporaryFolder folder;
  put(folder.path("a"), "");
  EXPECT_THAT([&] { make_folders(folder.path("a/b")); },
              ThrowsMessage<Error>(HasSubstr(folder.path("a/b"))));
}

TEST(CanonicalPath, FollowsLinksAndRemovesDots) {
  const TemporaryFolder folder;
  const std::string root = std::filesystem::canonical(folder.path()).string();
  make_folders(root + "/real/inner");
  std::filesystem::create_directory_symlink("real", root + "/link");
  EXPECT_EQ(canonical_path(root + "/link/./inner/../inner//"), root + "/real/inner");
}

TEST(CanonicalPath, MakesARelativePathAbsolute) {
  const std::string here = std::filesystem::current_path().string();
  EXPECT_EQ(canonical_path("."), here);
  EXPECT_EQ(canonical_path("no/such"), here + "/no/such");
}

TEST(CanonicalPath, KeepsTheRoot) {
  EXPECT_EQ(canonical_path("/"), "/");
}

TEST(CanonicalPath, RefusesAnEmptyPath) {
  EXPECT_THROW(canonical_path(""), Error);
}

}  // namespace
}  // namespace crudtally
