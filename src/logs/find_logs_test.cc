#include "logs/find_logs.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/testing.h"
#include "logs/testing.h"

namespace crudtally {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

class FindLogsTest : public ::testing::Test {
 protected:
  FindLogsTest() {
    fs::create_directory(input_);
    fs::permissions(folder_.path(), fs::perms(0755));
  }

  void put(const std::string& name) { put_file(path(name), name); }
  std::string path(const std::string& name) const { return input_ + "/" + name; }
  void link(const std::string& target, const std::string& name) {
    fs::create_directories(fs::path(path(name)).parent_path());
    fs::create_symlink(target, path(name));
  }
  void make_fifo(const std::string& name) {
    fs::create_directories(fs::path(path(name)).parent_path());
    ASSERT_EQ(::mkfifo(path(name).c_str(), 0600), 0);
  }

  FoundLogs find(const std::string& range = "2024-09-10..2024-09-11") const {
    return find_logs(input_, parse_date_range(range).value(), skipped_);
  }
  // The names of the logs of a day.
  static std::vector<std::string> names(const FoundLogs& found,
                                        const std::string& day = "2024-09-10") {
    std::vector<std::string> names;
    const auto files = found.days.find(parse_date(day).value());
    if (files == found.days.end()) return names;
    for (const LogFile& file : files->second) names.push_back(file.name);
    return names;
  }

  TemporaryFolder folder_;
  std::string input_ = folder_.path("logs");
  std::vector<std::string> skipped_;
};

using FindLogs = FindLogsTest;

TEST_F(FindLogs, ReadsTheFilesThatBeginWithTheDate) {
  put("2024-09-10.csv");
  put("2024-09-10-host2.csv.gz");
  put("2024-09-10T12.csv.zst");
  put("2024-09-11.csv");
  const FoundLogs found = find();
  EXPECT_THAT(names(found),
              ElementsAre("2024-09-10-host2.csv.gz", "2024-09-10.csv", "2024-09-10T12.csv.zst"));
  EXPECT_THAT(names(found, "2024-09-11"), ElementsAre("2024-09-11.csv"));
  EXPECT_THAT(found.ignored_files, IsEmpty());
  EXPECT_THAT(found.warnings, IsEmpty());
}

TEST_F(FindLogs, DescribesEachFile) {
  put("dt=2024-09-10/a.csv.gz");
  const FoundLogs found = find();
  ASSERT_THAT(names(found), ElementsAre("dt=2024-09-10/a.csv.gz"));
  const LogFile& file = found.days.begin()->second[0];
  EXPECT_EQ(file.path, input_ + "/dt=2024-09-10/a.csv.gz");
  EXPECT_EQ(file.stem, "dt=2024-09-10/a.csv");
  EXPECT_EQ(file.compression, Compression::gzip);
  EXPECT_EQ(file.stat, stat_file(file.path).value());
}

TEST_F(FindLogs, KeepsNamesRelativeWhereTheInputFolderEndsInASlash) {
  put("2024-09-10.csv");
  const FoundLogs found =
      find_logs(input_ + "/", parse_date_range("2024-09-10..2024-09-10").value(), {});
  EXPECT_THAT(names(found), ElementsAre("2024-09-10.csv"));
  EXPECT_EQ(found.days.begin()->second[0].path, input_ + "/2024-09-10.csv");
}

TEST_F(FindLogs, ReadsDateFoldersAtAnyDepth) {
  put("2024-09-10/a.csv");
  put("2024-09-10/hour=01/part-0.csv.gz");
  put("date=2024-09-10/b/c/d.csv.zst");
  put("dt=2024-09-10/2024-09-11.csv");
  EXPECT_THAT(names(find()),
              ElementsAre("2024-09-10/a.csv", "2024-09-10/hour=01/part-0.csv.gz",
                          "date=2024-09-10/b/c/d.csv.zst", "dt=2024-09-10/2024-09-11.csv"));
}

TEST_F(FindLogs, TakesTopLevelFilesAndFoldersOfADayTogether) {
  put("2024-09-10.csv");
  put("2024-09-10/a.csv");
  put("date=2024-09-10/a.csv");
  EXPECT_THAT(names(find()),
              ElementsAre("2024-09-10.csv", "2024-09-10/a.csv", "date=2024-09-10/a.csv"));
}

TEST_F(FindLogs, SortsByBytes) {
  put("2024-09-10a.csv");
  put("2024-09-10Z.csv");
  put("2024-09-10\xC3\xA4.csv");
  put("2024-09-10_.csv");
  EXPECT_THAT(names(find()), ElementsAre("2024-09-10Z.csv", "2024-09-10_.csv", "2024-09-10a.csv",
                                         "2024-09-10\xC3\xA4.csv"));
}

TEST_F(FindLogs, KnowsOnlyTheDaysThatHaveFiles) {
  put("2024-09-11.csv");
  const FoundLogs found = find("2024-09-01..2024-09-30");
  ASSERT_EQ(found.days.size(), 1U);
  EXPECT_EQ(format_date(found.days.begin()->first), "2024-09-11");
}

TEST_F(FindLogs, NeitherReadsNorListsTheLogsOfOtherDays) {
  put("2024-09-09.csv");
  put("2024-09-12-a.csv.gz");
  put("2024-09-12/a.csv");
  put("2024-09-12/a.CSV");
  link("2024-09-12", "latest");
  const FoundLogs found = find();
  EXPECT_TRUE(found.days.empty());
  EXPECT_THAT(found.ignored_files, IsEmpty());
}

TEST_F(FindLogs, ListsFilesThatLookLikeLogsButFitNoRule) {
  for (const char* name : {"20240916.csv", "2024-09-10.CSV", "2024-09-10.csv.bz2", "events.csv",
                           "2024-09-10", "2024-09-10.log", "2024-02-30.csv", "2024-09-101.csv",
                           "2024-09-10.csv.GZ", "date=2024-09-10.csv", "README.md", "events.log"}) {
    put(name);
  }
  const FoundLogs found = find();
  EXPECT_TRUE(found.days.empty());
  EXPECT_THAT(found.ignored_files,
              ElementsAre("2024-02-30.csv", "2024-09-10", "2024-09-10.CSV", "2024-09-10.csv.GZ",
                          "2024-09-10.csv.bz2", "2024-09-10.log", "2024-09-101.csv", "20240916.csv",
                          "date=2024-09-10.csv", "events.csv"));
}

TEST_F(FindLogs, ListsFilesOfADateFolderThatLookLikeLogsButFitNoRule) {
  put("2024-09-10/a.csv");
  put("2024-09-10/b.CSV");
  put("2024-09-10/deep/c.csv.bz2");
  put("2024-09-10/20240910.parquet");
  put("2024-09-10/_SUCCESS");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10/a.csv"));
  EXPECT_THAT(found.ignored_files, ElementsAre("2024-09-10/20240910.parquet", "2024-09-10/b.CSV",
                                               "2024-09-10/deep/c.csv.bz2"));
}

TEST_F(FindLogs, WalksOtherFoldersOnlyToListWhatLooksLikeALog) {
  put("archive/2024-09-10.csv");
  put("archive/2024-09-10/a.csv");
  put("archive/notes.txt");
  put("2024-02-30/a.csv");
  put("date=2024-09-10x/a.csv");
  const FoundLogs found = find();
  EXPECT_TRUE(found.days.empty());
  EXPECT_THAT(found.ignored_files,
              ElementsAre("2024-02-30/a.csv", "archive/2024-09-10.csv", "archive/2024-09-10/a.csv",
                          "date=2024-09-10x/a.csv"));
}

TEST_F(FindLogs, LeavesHiddenAndUnfinishedFilesAlone) {
  for (const char* name : {".2024-09-10.csv", "2024-09-10.csv.tmp", "2024-09-10.csv.gz.part",
                           ".tallies/2024-09-10.csv", "2024-09-10/.a.csv", "2024-09-10/a.csv.tmp",
                           "2024-09-10/b.csv.part", "2024-09-10/.hidden/c.csv", "archive/.d.csv",
                           "archive/e.csv.tmp", "archive/.x/f.csv"}) {
    put(name);
  }
  const FoundLogs found = find();
  EXPECT_TRUE(found.days.empty());
  EXPECT_THAT(found.ignored_files, IsEmpty());
  EXPECT_THAT(found.warnings, IsEmpty());
}

TEST_F(FindLogs, DoesNotEnterSkippedFolders) {
  put("reports/2024-09-10.csv");
  put("2024-09-10/a.csv");
  put("2024-09-10/rejects/b.csv");
  put("2024-09-11/a.csv");
  link("reports", "also-reports");
  skipped_ = {canonical_path(path("reports")), canonical_path(path("2024-09-10/rejects")),
              canonical_path(path("2024-09-11")), canonical_path(path("not-there-yet"))};
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10/a.csv"));
  EXPECT_THAT(names(found, "2024-09-11"), IsEmpty());
  EXPECT_THAT(found.ignored_files, IsEmpty());
}

TEST_F(FindLogs, ReadsThePlainFileOfTwoForms) {
  put("2024-09-10.csv");
  put("2024-09-10.csv.gz");
  put("2024-09-11/a.csv");
  put("2024-09-11/a.csv.zst");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10.csv"));
  EXPECT_THAT(names(found, "2024-09-11"), ElementsAre("2024-09-11/a.csv"));
  EXPECT_THAT(found.warnings, ElementsAre(AllOf(HasSubstr("2024-09-10.csv and 2024-09-10.csv.gz"),
                                                HasSubstr("2024-09-10.csv is read")),
                                          HasSubstr("2024-09-11/a.csv and 2024-09-11/a.csv.zst")));
  EXPECT_THAT(found.ignored_files, IsEmpty());
}

TEST_F(FindLogs, ReadsTheZstdFileWhereThereIsNoPlainOne) {
  put("2024-09-10.csv.gz");
  put("2024-09-10.csv.zst");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10.csv.zst"));
  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("2024-09-10.csv.zst is read")));
}

TEST_F(FindLogs, NamesEachFormThatIsNotRead) {
  put("2024-09-10.csv");
  put("2024-09-10.csv.gz");
  put("2024-09-10.csv.zst");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10.csv"));
  EXPECT_THAT(found.warnings,
              ElementsAre(HasSubstr("2024-09-10.csv.zst"), HasSubstr("2024-09-10.csv.gz")));
}

TEST_F(FindLogs, TakesOneNameInTwoFoldersForTwoLogs) {
  put("2024-09-10/a.csv");
  put("date=2024-09-10/a.csv.gz");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10/a.csv", "date=2024-09-10/a.csv.gz"));
  EXPECT_THAT(found.warnings, IsEmpty());
}

TEST_F(FindLogs, FollowsLinksToFilesAndFolders) {
  put_file(folder_.path("elsewhere/big.csv"), "x");
  put_file(folder_.path("elsewhere/hour/a.csv"), "x");
  put_file(folder_.path("elsewhere/old/2024-01-01.csv"), "x");
  link("../elsewhere/big.csv", "2024-09-10.csv");
  link("../../elsewhere/hour", "2024-09-10/00");
  link("../elsewhere/hour", "dt=2024-09-11");
  link("../elsewhere/old", "old");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10.csv", "2024-09-10/00/a.csv"));
  EXPECT_THAT(names(found, "2024-09-11"), ElementsAre("dt=2024-09-11/a.csv"));
  EXPECT_THAT(found.ignored_files, ElementsAre("old/2024-01-01.csv"));
  EXPECT_EQ(found.days.begin()->second[0].stat, stat_file(folder_.path("elsewhere/big.csv")));
}

TEST_F(FindLogs, CutsFolderLoops) {
  put("2024-09-10/a.csv");
  link(".", "2024-09-10/self");
  link("..", "2024-09-10/up");
  put("archive/b.csv");
  link("..", "archive/up");
  link(".", "here");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10/a.csv"));
  EXPECT_THAT(found.ignored_files, ElementsAre("archive/b.csv"));
}

TEST_F(FindLogs, ReadsAFolderWithTwoNamesOnceUnderItsOwn) {
  put("date=2024-09-10/hour23/a.csv");
  link("date=2024-09-10", "2024-09-10");
  link("hour23", "date=2024-09-10/current");
  link("date=2024-09-10", "a-link");
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("date=2024-09-10/hour23/a.csv"));
  EXPECT_THAT(found.ignored_files, IsEmpty());
}

TEST_F(FindLogs, FindsTheSameFilesOfADayWhateverTheRange) {
  put("2024-09-10/a.csv");
  put("2024-09-11/b.csv");
  link("../2024-09-11", "2024-09-10/next");
  link("../2024-09-10", "2024-09-11/previous");
  const FoundLogs both = find();
  for (const std::string day : {"2024-09-10", "2024-09-11"}) {
    EXPECT_EQ(names(both, day), names(find(day + ".." + day), day));
  }
  EXPECT_THAT(names(both), ElementsAre("2024-09-10/a.csv", "2024-09-10/next/b.csv"));
}

TEST_F(FindLogs, RefusesALogThatIsALinkToNowhere) {
  link("gone", "2024-09-10.csv");
  EXPECT_THAT([&] { find(); },
              ThrowsMessage<Error>(AllOf(HasSubstr("2024-09-10.csv"), HasSubstr("leads nowhere"))));
}

TEST_F(FindLogs, RefusesALinkToNowhereInADateFolder) {
  link("gone", "2024-09-10/hour=01");
  EXPECT_THAT([&] { find(); }, ThrowsMessage<Error>(AllOf(HasSubstr("2024-09-10/hour=01"),
                                                          HasSubstr("leads nowhere"))));
}

TEST_F(FindLogs, LeavesHiddenAndUnfinishedLinksToNowhereAlone) {
  link("gone", "2024-09-10/.#a.csv");
  link("gone", "2024-09-10/a.csv.tmp");
  link("gone", "2024-09-10.csv.part");
  EXPECT_TRUE(find().days.empty());
}

TEST_F(FindLogs, RefusesADateFolderThatIsALinkToNowhere) {
  link("gone", "date=2024-09-10");
  EXPECT_THAT([&] { find(); }, ThrowsMessage<Error>(AllOf(HasSubstr("date=2024-09-10"),
                                                          HasSubstr("leads nowhere"))));
}

TEST_F(FindLogs, RefusesALogThatIsNotARegularFile) {
  make_fifo("2024-09-10.csv");
  EXPECT_THAT([&] { find(); }, ThrowsMessage<Error>(AllOf(HasSubstr("2024-09-10.csv"),
                                                          HasSubstr("not a regular file"))));
}

TEST_F(FindLogs, RefusesALinkToADeviceInADateFolder) {
  link("/dev/null", "2024-09-10/a.csv");
  EXPECT_THAT([&] { find(); }, ThrowsMessage<Error>(AllOf(HasSubstr("2024-09-10/a.csv"),
                                                          HasSubstr("not a regular file"))));
}

TEST_F(FindLogs, RefusesAFolderWithTheNameOfALog) {
  put("2024-09-10.csv/part-0");
  EXPECT_THAT([&] { find(); },
              ThrowsMessage<Error>(AllOf(HasSubstr("2024-09-10.csv"), HasSubstr("is a folder"))));
}

TEST_F(FindLogs, DoesNotLookAtWhatIsOutsideTheRange) {
  link("gone", "2024-09-09.csv");
  link("gone", "2024-09-09");
  link("gone", "2024-09-12/a.csv");
  make_fifo("2024-09-12.csv.gz");
  make_fifo("dt=2024-09-12/a.csv");
  const FoundLogs found = find();
  EXPECT_TRUE(found.days.empty());
  EXPECT_THAT(found.ignored_files, IsEmpty());
}

TEST_F(FindLogs, ListsLookalikesThatAreNoFiles) {
  link("gone", "events.csv");
  make_fifo("20240910.fifo");
  link("gone", "nothing-special");
  EXPECT_THAT(find().ignored_files, ElementsAre("20240910.fifo", "events.csv"));
}

TEST_F(FindLogs, HasNoInputWhereTheFolderDoesNotExist) {
  try {
    find_logs(folder_.path("none"), parse_date_range("2024-09-10..2024-09-10").value(), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), ExitStatus::no_input);
    EXPECT_THAT(error.what(), HasSubstr(folder_.path("none")));
  }
}

TEST_F(FindLogs, FailsWhereTheInputIsNotAFolder) {
  put("file");
  try {
    find_logs(path("file"), parse_date_range("2024-09-10..2024-09-10").value(), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), ExitStatus::failed);
    EXPECT_THAT(error.what(), AllOf(HasSubstr(path("file")), HasSubstr("not a folder")));
  }
}

TEST_F(FindLogs, FailsWhereTheInputFolderCannotBeRead) {
  fs::permissions(input_, fs::perms::none);
  const AsNobody nobody;
  EXPECT_THAT([&] { find(); },
              ThrowsMessage<Error>(AllOf(HasSubstr(input_), HasSubstr("Permission denied"))));
}

TEST_F(FindLogs, FailsWhereAFolderOfTheDayCannotBeRead) {
  put("2024-09-10/closed/a.csv");
  fs::permissions(path("2024-09-10/closed"), fs::perms::none);
  const AsNobody nobody;
  EXPECT_THAT([&] { find(); }, ThrowsMessage<Error>(AllOf(HasSubstr("2024-09-10/closed"),
                                                          HasSubstr("Permission denied"))));
}

TEST_F(FindLogs, WarnsWhereAFolderOfNoDayCannotBeRead) {
  put("2024-09-10.csv");
  put("lost+found/a.csv");
  put("zoo/b.csv");
  fs::permissions(path("lost+found"), fs::perms::none);
  const AsNobody nobody;
  const FoundLogs found = find();
  EXPECT_THAT(names(found), ElementsAre("2024-09-10.csv"));
  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("lost+found")));
  EXPECT_THAT(found.ignored_files, ElementsAre("zoo/b.csv"));
}

}  // namespace
}  // namespace crudtally
