#include "tally/cache_folder.h"

#include <atomic>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/interrupt.h"
#include "base/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

constexpr CountOptions kDefault = {};
constexpr CountOptions kNormalize = {.reject_misfiled = false, .normalize_email = true};

Date day(const std::string& text) {
  return parse_date(text).value();
}

void put(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(OptionsFolderName, KeepsOptionsThatChangeCountsApart) {
  std::vector<std::string> names;
  for (const CountOptions& options : all_count_options()) {
    names.push_back(options_folder_name(options));
  }
  EXPECT_THAT(names, UnorderedElementsAre("", "misfiled-reject", "normalize-email",
                                          "misfiled-reject+normalize-email"));
  EXPECT_EQ(options_folder_name({.reject_misfiled = true, .normalize_email = false}),
            "misfiled-reject");
  EXPECT_EQ(options_folder_name(kNormalize), "normalize-email");
}

TEST(TallyPaths, LieInTheCacheFolderForTheDefaultOptions) {
  const TallyPaths paths = tally_paths("out/.tallies", kDefault, day("2024-09-16"));
  EXPECT_EQ(paths.folder, "out/.tallies");
  EXPECT_EQ(paths.tally, "out/.tallies/2024-09-16.parquet");
  EXPECT_EQ(paths.rejects, "out/.tallies/2024-09-16.rejects.parquet");
  EXPECT_EQ(paths.lock, "out/.tallies/.2024-09-16.lock");
}

TEST(TallyPaths, LieInASubfolderForOtherOptions) {
  const TallyPaths paths = tally_paths("cache", kNormalize, day("2024-09-16"));
  EXPECT_EQ(paths.folder, "cache/normalize-email");
  EXPECT_EQ(paths.tally, "cache/normalize-email/2024-09-16.parquet");
  EXPECT_EQ(paths.lock, "cache/normalize-email/.2024-09-16.lock");
}

TEST(TallyDates, AreThoseOfTheTalliesInOrder) {
  const TemporaryFolder folder;
  for (const char* name : {"2024-09-17.parquet", "2024-09-16.parquet", "2023-12-31.parquet"}) {
    put(folder.path(name), "");
  }
  EXPECT_THAT(tally_dates(folder.path(), kDefault),
              ElementsAre(day("2023-12-31"), day("2024-09-16"), day("2024-09-17")));
}

TEST(TallyDates, AreNotThoseOfOtherFiles) {
  const TemporaryFolder folder;
  for (const char* name :
       {"cache.json", "2024-09-16.rejects.parquet", ".2024-09-16.lock",
        ".2024-09-16.parquet.0123abcd.tmp", "2024-02-30.parquet", "2024-09-16.parquet.bak",
        "2024-09-16.PARQUET", "a2024-09-16.parquet", "20240916.parquet", "2024-09-16"}) {
    put(folder.path(name), "");
  }
  EXPECT_THAT(tally_dates(folder.path(), kDefault), IsEmpty());
}

TEST(TallyDates, AreThoseOfTheOptions) {
  const TemporaryFolder folder;
  make_folders(folder.path("normalize-email"));
  put(folder.path("normalize-email/2024-09-16.parquet"), "");
  EXPECT_THAT(tally_dates(folder.path(), kNormalize), ElementsAre(day("2024-09-16")));
  EXPECT_THAT(tally_dates(folder.path(), kDefault), IsEmpty());
}

TEST(TallyDates, AreNoneWhereThereIsNoFolder) {
  const TemporaryFolder folder;
  EXPECT_THAT(tally_dates(folder.path("none"), kDefault), IsEmpty());
}

TEST(TallyDates, CannotBeReadFromAFile) {
  const TemporaryFolder folder;
  put(folder.path("cache"), "");
  EXPECT_THAT([&] { tally_dates(folder.path("cache"), kDefault); },
              ThrowsMessage<Error>(HasSubstr(folder.path("cache"))));
}

TEST(DayLock, LeavesNothingBehind) {
  const TemporaryFolder folder;
  {
    const DayLock lock(folder.path(".lock"));
    EXPECT_TRUE(stat_file(folder.path(".lock")));
  }
  EXPECT_FALSE(stat_file(folder.path(".lock")));
}

TEST(DayLock, CanBeHadAgain) {
  const TemporaryFolder folder;
  for (int i = 0; i < 3; i++) {
    const DayLock lock(folder.path(".lock"));
  }
}

TEST(DayLock, NeedsAFolder) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { const DayLock lock(folder.path("none/.lock")); },
              ThrowsMessage<Error>(HasSubstr(folder.path("none/.lock"))));
}

TEST(DayLock, WaitsForAnotherProcess) {
  const TemporaryFolder folder;
  ChildProcess holder([&](const auto& ready) {
    const DayLock lock(folder.path(".lock"));
    ready();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    put(folder.path("built"), "");
    return 0;
  });
  ASSERT_TRUE(holder.wait_until_ready());
  EXPECT_FALSE(stat_file(folder.path("built")));
  const DayLock lock(folder.path(".lock"));
  EXPECT_TRUE(stat_file(folder.path("built")));
}

TEST(DayLock, EndsWithAProcessThatIsKilled) {
  const TemporaryFolder folder;
  ChildProcess holder([&](const auto& ready) {
    const DayLock lock(folder.path(".lock"));
    ready();
    return ::pause();
  });
  ASSERT_TRUE(holder.wait_until_ready());
  holder.kill(SIGKILL);
  holder.wait();
  EXPECT_TRUE(stat_file(folder.path(".lock")));
  const DayLock lock(folder.path(".lock"));
}

TEST(DayLock, StopsWaitingOnSigterm) {
  const TemporaryFolder folder;
  const DayLock lock(folder.path(".lock"));
  ChildProcess waiter([&](const auto& ready) {
    catch_stop_signals();
    ready();
    const DayLock second(folder.path(".lock"));
    return 0;
  });
  ASSERT_TRUE(waiter.wait_until_ready());
  waiter.kill(SIGTERM);
  EXPECT_EQ(waiter.wait(), 143);
  EXPECT_TRUE(stat_file(folder.path(".lock")));
}

// Each holder removes the file that the others wait for: a wait that ends with the lock of a file
// that is gone would let two in.
TEST(DayLock, LetsOneInAtATimeAmongThreads) {
  const TemporaryFolder folder;
  std::atomic<int> inside = 0;
  std::atomic<bool> overlap = false;
  std::atomic<int> entered = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; thread++) {
      threads.emplace_back([&] {
        for (int i = 0; i < 25; i++) {
          const DayLock lock(folder.path(".lock"));
          if (inside++ != 0) overlap = true;
          entered++;
          std::this_thread::yield();
          inside--;
        }
      });
    }
  }
  EXPECT_FALSE(overlap);
  EXPECT_EQ(entered, 100);
}

TEST(DayLock, LetsOneInAtATimeAmongProcesses) {
  const TemporaryFolder folder;
  const auto work = [&](const ChildProcess::Ready&) {
    for (int i = 0; i < 25; i++) {
      const DayLock lock(folder.path(".lock"));
      // Fails where the file is there, that is, where another process is inside.
      File::create(folder.path("inside"), File::Create::must_be_new, 0666);
      std::this_thread::yield();
      ::unlink(folder.path("inside").c_str());
    }
    return 0;
  };
  ChildProcess first(work);
  ChildProcess second(work);
  ChildProcess third(work);
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  EXPECT_EQ(third.wait(), 0);
}

}  // namespace
}  // namespace crudtally
