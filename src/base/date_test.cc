#include "base/date.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

Date date(int year, unsigned month, unsigned day) {
  return Date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day));
}

TEST(ParseDate, ReadsADay) {
  EXPECT_EQ(parse_date("2024-09-16"), date(2024, 9, 16));
}

TEST(ParseDate, CountsDaysFrom1970) {
  EXPECT_EQ(parse_date("1970-01-01")->time_since_epoch().count(), 0);
  EXPECT_EQ(parse_date("1970-01-02")->time_since_epoch().count(), 1);
}

TEST(ParseDate, ReadsTheFirstAndTheLastDay) {
  EXPECT_EQ(parse_date("0001-01-01"), date(1, 1, 1));
  EXPECT_EQ(parse_date("9999-12-31"), date(9999, 12, 31));
}

TEST(ParseDate, KnowsLeapYears) {
  EXPECT_TRUE(parse_date("2024-02-29"));
  EXPECT_TRUE(parse_date("2000-02-29"));
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_FALSE(parse_date("1900-02-29"));
}

TEST(ParseDate, RefusesDaysThatDoNotExist) {
  for (const char* text :
       {"2024-02-30", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00", "0000-01-01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(ParseDate, RefusesOtherSpellings) {
  for (const char* text : {"", "2024-9-16", "20240916", "2024/09/16", "2024-09-16 ", " 2024-09-16",
                           "+024-09-16", "2024-09-1a", "2024-09-161", "12024-9-16"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(FormatDate, IsWhatParseDateReads) {
  for (const char* text : {"0001-01-01", "0999-12-31", "1969-12-31", "2024-02-29", "9999-12-31"}) {
    EXPECT_EQ(format_date(*parse_date(text)), text);
  }
}

TEST(ParseDateRange, IncludesBothEnds) {
  const std::optional<DateRange> range = parse_date_range("2024-02-27..2024-03-01");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, date(2024, 2, 27));
  EXPECT_EQ(range->last, date(2024, 3, 1));
  EXPECT_FALSE(range->contains(date(2024, 2, 26)));
  EXPECT_TRUE(range->contains(date(2024, 2, 27)));
  EXPECT_TRUE(range->contains(date(2024, 3, 1)));
  EXPECT_FALSE(range->contains(date(2024, 3, 2)));
}

TEST(ParseDateRange, MayBeOneDay) {
  const std::optional<DateRange> range = parse_date_range("2024-02-27..2024-02-27");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, range->last);
}

TEST(ParseDateRange, RefusesWhatIsNoRange) {
  for (const char* text : {"", "2024-02-27", "2024-02-28..2024-02-27", "2024-02-27..2024-02-30",
                           "2024-02-30..2024-03-01", "2024-02-27..", "2024-02-27...2024-03-01",
                           "2024-02-27, 2024-03-01", "2024-02-27..2024-03-01 "}) {
    EXPECT_FALSE(parse_date_range(text)) << text;
  }
}

}  // namespace
}  // namespace crudtally
