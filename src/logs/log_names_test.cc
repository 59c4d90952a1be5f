#include "logs/log_names.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

using namespace std::chrono;

constexpr Date kDay = sys_days(year(2024) / September / 10);

TEST(DayOfFileName, IsTheDateItBeginsWith) {
  for (const char* name :
       {"2024-09-10.csv", "2024-09-10.csv.gz", "2024-09-10.csv.zst", "2024-09-10-a.csv",
        "2024-09-10_host1.csv.gz", "2024-09-10T00.csv", "2024-09-10x.csv.zst", "2024-09-10..csv",
        "2024-09-10.csv.csv", "2024-09-10.tmp.csv", "2024-09-10 2.csv"}) {
    EXPECT_EQ(day_of_file_name(name), kDay) << name;
  }
}

TEST(DayOfFileName, IsNothingWhereADigitFollowsTheDate) {
  EXPECT_EQ(day_of_file_name("2024-09-101.csv"), std::nullopt);
  EXPECT_EQ(day_of_file_name("2024-09-1000.csv.gz"), std::nullopt);
}

TEST(DayOfFileName, IsNothingForADateThatDoesNotExist) {
  EXPECT_EQ(day_of_file_name("2024-02-30.csv"), std::nullopt);
  EXPECT_EQ(day_of_file_name("2023-02-29.csv"), std::nullopt);
  EXPECT_EQ(day_of_file_name("0000-01-01.csv"), std::nullopt);
}

TEST(DayOfFileName, IsNothingForOtherNames) {
  for (const char* name :
       {"", ".csv", "csv", "20240910.csv", "a2024-09-10.csv", "2024-09-10", "2024-09-10csv",
        "2024-09-10.CSV", "2024-09-10.csv.bz2", "2024-09-10.csv.GZ", "2024-09-10.gz",
        "2024-09-10.csv.tmp", "2024-9-10.csv", "2024-09-1.csv", "date=2024-09-10.csv"}) {
    EXPECT_EQ(day_of_file_name(name), std::nullopt) << name;
  }
}

TEST(DayOfFolderName, IsTheWholeNameOrFollowsItsKey) {
  EXPECT_EQ(day_of_folder_name("2024-09-10"), kDay);
  EXPECT_EQ(day_of_folder_name("date=2024-09-10"), kDay);
  EXPECT_EQ(day_of_folder_name("dt=2024-09-10"), kDay);
}

TEST(DayOfFolderName, IsNothingForOtherNames) {
  for (const char* name : {"", "2024-02-30", "date=2024-02-30", "20240910", "2024-09-10a",
                           "day=2024-09-10", "Date=2024-09-10", "dt=date=2024-09-10", "date="}) {
    EXPECT_EQ(day_of_folder_name(name), std::nullopt) << name;
  }
}

TEST(LogStem, IsTheNameWithoutItsCompression) {
  EXPECT_EQ(log_stem("2024-09-10.csv", Compression::none), "2024-09-10.csv");
  EXPECT_EQ(log_stem("dt=2024-09-10/a.csv.gz", Compression::gzip), "dt=2024-09-10/a.csv");
  EXPECT_EQ(log_stem("a.csv.zst", Compression::zstd), "a.csv");
}

TEST(LooksLikeLog, HoldsForADateOrCsvAnywhereInTheName) {
  for (const char* name : {"20240916.csv", "2024-09-10.CSV", "2024-09-10.csv.bz2", "events.Csv",
                           "2024-09-10.log", "events-2024-09-10", "events20240916.log", "a.csv~",
                           "2024-02-30", "20240916123456.log", "x120240916"}) {
    EXPECT_TRUE(looks_like_log(name)) << name;
  }
}

TEST(LooksLikeLog, DoesNotHoldForOtherNames) {
  for (const char* name : {"", "README.md", "_SUCCESS", "csv", "events_csv", "2024-09.log",
                           "2024-9-10.log", "12345678.log", "20240230.log", "2024_09_10.log"}) {
    EXPECT_FALSE(looks_like_log(name)) << name;
  }
}

TEST(IsUnfinishedName, HoldsForTemporaryEndings) {
  EXPECT_TRUE(is_unfinished_name("2024-09-10.csv.tmp"));
  EXPECT_TRUE(is_unfinished_name("2024-09-10.csv.gz.part"));
  EXPECT_FALSE(is_unfinished_name("2024-09-10.tmp.csv"));
  EXPECT_FALSE(is_unfinished_name("2024-09-10.csv.TMP"));
}

}  // namespace
}  // namespace crudtally
