#include "core/timestamp.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

TEST(Timestamp, TellsTheDateAndTheHourAsWritten) {
  const auto timestamp = parse_timestamp("2024-09-16 23:59:59");
  ASSERT_TRUE(timestamp);
  EXPECT_EQ(format_date(timestamp->date), "2024-09-16");
  EXPECT_EQ(timestamp->hour, 23);
}

TEST(Timestamp, AcceptsEachFormOfTheTable) {
  for (const std::string_view text :
       {"2024-09-16 00:00:00", "2024-09-16T12:30:45", "2024-09-16 12:30:45.1",
        "2024-09-16 12:30:45.123456789012", "2024-09-16T12:30:45Z", "2024-09-16T12:30:45.5Z",
        "2024-09-16 12:30:45+03", "2024-09-16 12:30:45-0330", "2024-09-16 12:30:45+03:30",
        "2024-09-16 12:30:45.25+23:59", "0001-01-01 00:00:00", "9999-12-31 23:59:59",
        "2024-02-29 00:00:00", "2000-02-29 00:00:00"}) {
    EXPECT_TRUE(parse_timestamp(text)) << text;
  }
}

TEST(Timestamp, RefusesWhatIsNoTimestamp) {
  for (const std::string_view text : {"",
                                      "2024-09-16",
                                      "2024-09-16 12:30",
                                      "2024-09-16  12:30:45",
                                      "2024-09-16t12:30:45",
                                      "2024-09-16T12:30:45z",
                                      "2024-09-16 12:30:45.",
                                      "2024-09-16 12:30:45.Z",
                                      "2024-09-16 12:30:45 Z",
                                      "2024-09-16 12:30:45+3",
                                      "2024-09-16 12:30:45+030",
                                      "2024-09-16 12:30:45+03:3",
                                      "2024-09-16 12:30:45+03:300",
                                      "2024-09-16 12:30:45+24",
                                      "2024-09-16 12:30:45+03:60",
                                      "2024-09-16 12:30:45Z1",
                                      "2024-09-16 12:30:45,5",
                                      "24-09-16 12:30:45",
                                      "2024/09/16 12:30:45",
                                      "2024-9-16 12:30:45",
                                      "+024-09-16 12:30:45",
                                      "2024-09-16 1:30:45.0",
                                      "2024-09-16 12-30-45",
                                      "2024-09-16 12:30:4x"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

TEST(Timestamp, RefusesDatesAndTimesThatDoNotExist) {
  for (const std::string_view text :
       {"0000-01-01 00:00:00", "2024-00-01 00:00:00", "2024-13-01 00:00:00", "2024-01-00 00:00:00",
        "2024-02-30 00:00:00", "2023-02-29 00:00:00", "1900-02-29 00:00:00", "2024-04-31 00:00:00",
        "2024-09-16 24:00:00", "2024-09-16 12:60:00", "2024-09-16 12:30:60"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace crudtally
