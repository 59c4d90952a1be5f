#include "report/published_report.h"

#include <string>

#include <gtest/gtest.h>

#include "report/summary.h"

namespace crudtally {
namespace {

Date date_of(const char* text) {
  return parse_date(text).value();
}

DaySummary day(const char* date, int64_t events, uint64_t tally_digest) {
  DaySummary day;
  day.date = date_of(date);
  day.events = events;
  day.tally_digest = tally_digest;
  return day;
}

Summary summary_of(std::vector<DaySummary> days) {
  Summary summary;
  summary.target_date = "2024-09-16";
  summary.users = 12;
  summary.report = "some/reports/2024-09-16.csv";
  summary.days = std::move(days);
  return summary;
}

TEST(ParsePublishedReport, ReadsWhatASummaryTells) {
  const Summary summary = summary_of(
      {day("2024-09-15", 5, 0xFEDCBA9876543210), day("2024-09-16", 7, 1), day("2024-09-17", 0, 0)});
  const PublishedReport expected = {"2024-09-16.csv",
                                    12,
                                    {{date_of("2024-09-15"), 0xFEDCBA9876543210},
                                     {date_of("2024-09-16"), 1},
                                     {date_of("2024-09-17"), 0}}};
  EXPECT_EQ(parse_published_report(to_json(summary)), expected);
}

TEST(ParsePublishedReport, ReadsNothingOfAReportThatWasMadeWithoutTallies) {
  EXPECT_FALSE(parse_published_report(
      to_json(summary_of({day("2024-09-15", 5, 1), day("2024-09-16", 7, 0)}))));
}

TEST(ParsePublishedReport, ReadsNothingOfACallThatPublishedNone) {
  Summary summary = summary_of({day("2024-09-15", 5, 1)});
  summary.report = "";
  EXPECT_FALSE(parse_published_report(to_json(summary)));
}

TEST(ParsePublishedReport, ReadsNothingOfANumberOfUsersThatCannotBe) {
  for (const char* users : {"-1", "1.5", "1e300", "null", "9223372036854775808"}) {
    std::string json = to_json(summary_of({day("2024-09-15", 5, 1)}));
    json.replace(json.find("\"users\":12"), 10, std::string("\"users\":") + users);
    EXPECT_FALSE(parse_published_report(json)) << users;
  }
}

TEST(ParsePublishedReport, ReadsNothingOfAnotherSchema) {
  std::string json = to_json(summary_of({}));
  json.replace(json.find("\"schema_version\":1"), 18, "\"schema_version\":2");
  EXPECT_FALSE(parse_published_report(json));
}

TEST(ParsePublishedReport, ReadsNothingOfWhatIsNoSummary) {
  for (
      const char* text :
      {"", "{", "null", "[]", "3", "{}", R"({"schema_version":1})", R"({"schema_version":"1"})",
       R"({"schema_version":1,"users":"x","report":"a.csv","days":[]})",
       R"({"schema_version":1,"users":1,"report":"a.csv","days":[{}]})",
       R"({"schema_version":1,"users":1,"report":"a.csv","days":[{"date":"2024-09-31","tally_digest":"0000000000000001"}]})",
       R"({"schema_version":1,"users":1,"report":"a.csv","days":[{"date":"2024-09-30","tally_digest":"1"}]})",
       R"({"schema_version":1,"users":1,"report":"a.csv","days":[{"date":"2024-09-30","tally_digest":"000000000000000g"}]})"}) {
    EXPECT_FALSE(parse_published_report(text)) << text;
  }
}

TEST(ParsePublishedReport, NeverFailsOnACutSummary) {
  const std::string json = to_json(summary_of({day("2024-09-15", 5, 1)}));
  for (size_t bytes = 0; bytes < json.size(); bytes++) {
    EXPECT_FALSE(parse_published_report(std::string_view(json).substr(0, bytes))) << bytes;
  }
}

}  // namespace
}  // namespace crudtally
