#include "tally/freshness.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kWritten = 1'726'444'800 * kSecond;
constexpr int64_t kReadAt = kWritten + 3600 * kSecond;

constexpr FileStat kStat = {
    .size = 1000, .mtime_ns = kWritten, .ctime_ns = kWritten + 5, .inode = 77};

SourceFile source(const std::string& stem, const FileStat& stat = kStat) {
  return {.stem = stem, .stat = stat, .read_at_ns = kReadAt, .content = {1, 2}, .rows = 10};
}

LogFile log(const std::string& stem, const FileStat& stat = kStat) {
  return {.path = "/logs/" + stem,
          .name = stem,
          .stem = stem,
          .compression = Compression::none,
          .stat = stat};
}

TEST(CompareSources, TrustsWhatHasNotChanged) {
  const auto verdict =
      compare_sources({source("a.csv"), source("b.csv")}, {log("a.csv"), log("b.csv")}, false);
  EXPECT_EQ(verdict.freshness, Freshness::trusted);
  EXPECT_THAT(verdict.in_doubt, IsEmpty());
  EXPECT_THAT(verdict.gone_stems, IsEmpty());
  EXPECT_EQ(verdict.why, "log unchanged");
}

TEST(CompareSources, AsksForTheContentWhenAnyPartOfTheStatDiffers) {
  const std::vector<std::pair<const char*, std::function<void(FileStat&)>>> changes = {
      {"size", [](FileStat& stat) { stat.size++; }},
      {"mtime", [](FileStat& stat) { stat.mtime_ns++; }},
      {"ctime", [](FileStat& stat) { stat.ctime_ns++; }},
      {"inode", [](FileStat& stat) { stat.inode++; }},
  };
  for (const auto& [what, change] : changes) {
    FileStat stat = kStat;
    change(stat);
    const auto verdict = compare_sources({source("a.csv")}, {log("a.csv", stat)}, false);
    EXPECT_EQ(verdict.freshness, Freshness::ask_content) << what;
    EXPECT_THAT(verdict.in_doubt, ElementsAre(0)) << what;
    EXPECT_EQ(verdict.why, "a.csv was touched") << what;
  }
}

TEST(CompareSources, DoubtsOnlyTheFilesThatDiffer) {
  FileStat stat = kStat;
  stat.mtime_ns += kSecond;
  const auto verdict =
      compare_sources({source("a.csv"), source("b.csv"), source("c.csv"), source("d.csv")},
                      {log("a.csv"), log("b.csv", stat), log("c.csv"), log("d.csv", stat)}, false);
  EXPECT_EQ(verdict.freshness, Freshness::ask_content);
  EXPECT_THAT(verdict.in_doubt, ElementsAre(1, 3));
  EXPECT_EQ(verdict.why, "b.csv and 1 more were touched");
}

// A file that was read so soon after its last change may have changed again without a trace.
TEST(CompareSources, DoubtsAFileWhoseMtimeIsNotMoreThanTwoSecondsOlderThanItsReading) {
  const auto verdict_for_age = [](int64_t age_ns) {
    FileStat stat = kStat;
    stat.mtime_ns = kReadAt - age_ns;
    return compare_sources({source("a.csv", stat)}, {log("a.csv", stat)}, false);
  };
  EXPECT_EQ(verdict_for_age(2 * kSecond + 1).freshness, Freshness::trusted);
  for (const int64_t age_ns : {2 * kSecond, kSecond, int64_t{0}, -3600 * kSecond}) {
    const auto verdict = verdict_for_age(age_ns);
    EXPECT_EQ(verdict.freshness, Freshness::ask_content) << age_ns;
    EXPECT_THAT(verdict.in_doubt, ElementsAre(0)) << age_ns;
    EXPECT_EQ(verdict.why, "a.csv was read right after being written") << age_ns;
  }
}

TEST(CompareSources, EnduresTimesAtTheEndsOfTheirRange) {
  for (const int64_t mtime_ns : {INT64_MIN, INT64_MAX}) {
    FileStat stat = kStat;
    stat.mtime_ns = mtime_ns;
    SourceFile recorded = source("a.csv", stat);
    recorded.read_at_ns = mtime_ns;
    EXPECT_EQ(compare_sources({recorded}, {log("a.csv", stat)}, false).freshness,
              Freshness::ask_content);
  }
}

TEST(CompareSources, MatchesACompressedLogByItsStem) {
  LogFile compressed = log("a.csv");
  compressed.name = "a.csv.gz";
  compressed.compression = Compression::gzip;
  compressed.stat.size = 100;
  const auto verdict = compare_sources({source("a.csv")}, {compressed}, false);
  EXPECT_EQ(verdict.freshness, Freshness::ask_content);
  EXPECT_EQ(verdict.why, "a.csv.gz was touched");
}

TEST(CompareSources, DoubtsEveryFileWithVerifyLogs) {
  const auto verdict =
      compare_sources({source("a.csv"), source("b.csv")}, {log("a.csv"), log("b.csv")}, true);
  EXPECT_EQ(verdict.freshness, Freshness::ask_content);
  EXPECT_THAT(verdict.in_doubt, ElementsAre(0, 1));
  EXPECT_EQ(verdict.why, "logs to be verified");
}

TEST(CompareSources, SaysThatALogIsGoneWhenNoneOfItsFilesIsLeft) {
  for (const bool verify_logs : {false, true}) {
    const auto verdict = compare_sources({source("a.csv"), source("b.csv")}, {}, verify_logs);
    EXPECT_EQ(verdict.freshness, Freshness::gone);
    EXPECT_THAT(verdict.in_doubt, IsEmpty());
    EXPECT_EQ(verdict.why, "all logs gone");
  }
}

TEST(CompareSources, TrustsTheRestOfALogAndNamesWhatIsGone) {
  const auto verdict =
      compare_sources({source("a.csv"), source("b.csv"), source("c.csv")}, {log("b.csv")}, false);
  EXPECT_EQ(verdict.freshness, Freshness::trusted);
  EXPECT_THAT(verdict.gone_stems, ElementsAre("a.csv", "c.csv"));
  EXPECT_EQ(verdict.why, "a.csv and 1 more were removed, rest unchanged");
}

TEST(CompareSources, AsksForTheContentOfTheRestOfALog) {
  FileStat stat = kStat;
  stat.inode++;
  const auto verdict =
      compare_sources({source("a.csv"), source("b.csv")}, {log("b.csv", stat)}, false);
  EXPECT_EQ(verdict.freshness, Freshness::ask_content);
  EXPECT_THAT(verdict.in_doubt, ElementsAre(0));
  EXPECT_THAT(verdict.gone_stems, ElementsAre("a.csv"));
}

TEST(CompareSources, SaysThatALogWithANewFileHasChanged) {
  const auto verdict = compare_sources({source("2024-09-10.csv")},
                                       {log("2024-09-10-b.csv"), log("2024-09-10.csv")}, false);
  EXPECT_EQ(verdict.freshness, Freshness::changed);
  EXPECT_THAT(verdict.in_doubt, IsEmpty());
  EXPECT_EQ(verdict.why, "new file 2024-09-10-b.csv");
}

// The tally knows nothing of the file that is there: to call its log gone would lose it.
TEST(CompareSources, SaysThatALogOfOtherFilesHasChanged) {
  const auto verdict = compare_sources({source("a.csv")}, {log("b.csv")}, false);
  EXPECT_EQ(verdict.freshness, Freshness::changed);
  EXPECT_THAT(verdict.gone_stems, ElementsAre("a.csv"));
}

}  // namespace
}  // namespace crudtally
