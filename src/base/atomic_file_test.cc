#include "base/atomic_file.h"

#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

// What a process leaves behind that was killed while it wrote `a.csv`.
constexpr const char* kLeftOver = ".a.csv.0123abcd.tmp";

void put(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::set<std::string> names_in(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

TEST(AtomicFile, AppearsOnlyWhenItIsCommitted) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("a.csv"));
  file.write("one");
  file.write("two");
  EXPECT_FALSE(stat_file(folder.path("a.csv")));
  file.commit();
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "onetwo");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.csv"));
}

TEST(AtomicFile, ReplacesTheOldFile) {
  const TemporaryFolder folder;
  put(folder.path("a.csv"), "a longer old version");
  AtomicFile file(folder.path("a.csv"));
  file.write("new");
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "a longer old version");
  file.commit();
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "new");
}

TEST(AtomicFile, LeavesNothingBehindWithoutACommit) {
  const TemporaryFolder folder;
  put(folder.path("a.csv"), "old");
  {
    AtomicFile file(folder.path("a.csv"));
    file.write("new");
  }
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.csv"));
}

TEST(AtomicFile, IsHiddenWhileItIsWritten) {
  const TemporaryFolder folder;
  const AtomicFile file(folder.path("a.csv"));
  const std::set<std::string> names = names_in(folder.path());
  ASSERT_EQ(names.size(), 1U);
  EXPECT_TRUE(is_temporary_name(*names.begin())) << *names.begin();
}

TEST(AtomicFile, HasTheModeLessTheUmask) {
  const TemporaryFolder folder;
  const mode_t umask_before = ::umask(0022);
  write_file_atomically(folder.path("open"), "x");
  write_file_atomically(folder.path("private"), "x", 0600);
  ::umask(umask_before);
  struct stat status;
  ASSERT_EQ(::stat(folder.path("open").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0644U);
  ASSERT_EQ(::stat(folder.path("private").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST(AtomicFile, LeavesTheOldFileWhereTheCommitFails) {
  const TemporaryFolder folder;
  put(folder.path("a.csv"), "old");
  {
    AtomicFile file(folder.path("a.csv"));
    file.write("new");
    for (const std::string& name : names_in(folder.path())) {
      if (name != "a.csv") std::filesystem::remove(folder.path(name));
    }
    EXPECT_THAT([&] { file.commit(); }, ThrowsMessage<Error>(HasSubstr(folder.path("a.csv"))));
  }
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "old");
}

TEST(AtomicFile, LeavesTheOldFileWhereThereIsNoMoreRoom) {
  const TemporaryFolder folder;
  put(folder.path("a.csv"), "old");
  ChildProcess child([&](const auto&) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    write_file_atomically(folder.path("a.csv"), std::string(100'000, 'x'));
    return 0;
  });
  EXPECT_EQ(child.wait(), static_cast<int>(ExitStatus::failed));
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.csv"));
}

TEST(AtomicFile, NamesTheFileWhereAFolderIsInItsPlace) {
  const TemporaryFolder folder;
  make_folders(folder.path("a.csv"));
  EXPECT_THAT([&] { write_file_atomically(folder.path("a.csv"), "x"); },
              ThrowsMessage<Error>(HasSubstr(folder.path("a.csv"))));
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.csv"));
}

TEST(AtomicFile, NeedsAFolder) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { AtomicFile file(folder.path("none/a.csv")); },
              ThrowsMessage<Error>(HasSubstr(folder.path("none"))));
}

TEST(AtomicFile, MayBeWrittenTwiceAtOnce) {
  const TemporaryFolder folder;
  AtomicFile first(folder.path("a.csv"));
  AtomicFile second(folder.path("a.csv"));
  first.write("first");
  second.write("second");
  first.commit();
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "first");
  second.commit();
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "second");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("a.csv"));
}

TEST(IsTemporaryName, IsStrict) {
  EXPECT_TRUE(is_temporary_name(kLeftOver));
  EXPECT_TRUE(is_temporary_name(".2024-09-16.rejects.parquet.00000000.tmp"));
  EXPECT_TRUE(is_temporary_name(".2024-09-16.lock"));
  for (const char* name :
       {"", ".", ".tmp", "a.csv", ".a.csv", "a.csv.tmp", ".a.csv.tmp", ".notes.tmp",
        "a.csv.0123abcd.tmp", ".a.csv.0123abc.tmp", ".a.csv.0123abcg.tmp", ".a.csv-0123abcd.tmp",
        ".a.csv.0123abcd.tmp~", ".0123abcd.tmp", "..0123abcd.tmp", "2024-09-16.lock", ".lock"}) {
    EXPECT_FALSE(is_temporary_name(name)) << name;
  }
}

TEST(RemoveLeftOvers, RemovesWhatNobodyWrites) {
  const TemporaryFolder folder;
  put(folder.path(kLeftOver), "half");
  put(folder.path("a.csv"), "whole");
  put(folder.path(".notes.tmp"), "somebody's");
  EXPECT_EQ(remove_left_overs(folder.path()), 1);
  EXPECT_THAT(names_in(folder.path()), ElementsAre(".notes.tmp", "a.csv"));
}

TEST(RemoveLeftOvers, LeavesWhatAnotherProcessWrites) {
  const TemporaryFolder folder;
  ChildProcess writer([&](const auto& ready) {
    AtomicFile file(folder.path("a.csv"));
    file.write("half");
    ready();
    return ::pause();
  });
  ASSERT_TRUE(writer.wait_until_ready());
  EXPECT_EQ(remove_left_overs(folder.path()), 0);
  EXPECT_EQ(names_in(folder.path()).size(), 1U);
  writer.kill(SIGKILL);
  writer.wait();
  EXPECT_EQ(remove_left_overs(folder.path()), 1);
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(RemoveLeftOvers, LeavesWhatThisProcessWrites) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("a.csv"));
  file.write("whole");
  EXPECT_EQ(remove_left_overs(folder.path()), 0);
  file.commit();
  EXPECT_EQ(read_small_file(folder.path("a.csv")), "whole");
}

TEST(RemoveLeftOvers, RemovesALockThatNobodyHolds) {
  const TemporaryFolder folder;
  put(folder.path(".2024-09-16.lock"), "");
  File held = File::create(folder.path(".2024-09-17.lock"), File::Create::must_be_new, 0666);
  held.lock();
  EXPECT_EQ(remove_left_overs(folder.path()), 1);
  EXPECT_THAT(names_in(folder.path()), ElementsAre(".2024-09-17.lock"));
}

TEST(RemoveLeftOvers, LeavesFoldersOfSuchAName) {
  const TemporaryFolder folder;
  make_folders(folder.path(kLeftOver));
  EXPECT_EQ(remove_left_overs(folder.path()), 0);
  EXPECT_THAT(names_in(folder.path()), ElementsAre(kLeftOver));
}

TEST(RemoveLeftOvers, FindsNoneWhereThereIsNoFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(remove_left_overs(folder.path("none")), 0);
}

// A file that was just created and not yet locked looks like a left-over: whoever writes must not
// lose it to whoever tidies up.
TEST(RemoveLeftOvers, NeverTakesAFileFromItsWriter) {
  const TemporaryFolder folder;
  const auto tidy_up = [&](const ChildProcess::Ready& ready) {
    ready();
    while (!stat_file(folder.path("done"))) remove_left_overs(folder.path());
    return 0;
  };
  ChildProcess first(tidy_up);
  ChildProcess second(tidy_up);
  ASSERT_TRUE(first.wait_until_ready());
  ASSERT_TRUE(second.wait_until_ready());
  int lost = 0;
  for (int i = 0; i < 2'000; i++) {
    const AtomicFile file(folder.path("a.csv"));
    if (names_in(folder.path()).empty()) lost++;
  }
  EXPECT_EQ(lost, 0);
  put(folder.path("done"), "");
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
}

}  // namespace
}  // namespace crudtally
