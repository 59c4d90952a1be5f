#include "report/summary.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/version.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

Json json_of(const Summary& summary) {
  return Json::parse(to_json(summary));
}

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  return keys;
}

// A day with something in each of its parts.
DaySummary full_day() {
  DaySummary day;
  day.date = parse_date("2024-09-16").value();
  day.source = DaySource::log;
  day.why = "no tally yet";
  day.rows = 1010;
  day.events = 1000;
  day.rejects[static_cast<size_t>(Reason::bad_quoting)] = 4;
  day.rejects[static_cast<size_t>(Reason::misfiled)] = 6;
  day.reject_examples = {{"2024-09-16.csv", 5, Reason::bad_quoting}};
  day.misfiled = 3;
  day.misfiled_examples = {{"2024-09-16.csv", 17, "2024-09-15"}};
  day.tally_digest = 0xABC;
  return day;
}

TEST(SummaryToJson, HasItsKeysInOrder) {
  EXPECT_THAT(keys_of(json_of({})),
              ElementsAre("schema_version", "engine", "target_date", "exit_status", "error",
                          "warnings", "days", "rows", "events", "rejects", "misfiled", "sums",
                          "users", "ignored_files", "bytes_read", "cache_bytes_read", "seconds",
                          "peak_memory_bytes", "report", "report_digest", "from_report"));
}

TEST(SummaryToJson, IsOneLine) {
  Summary summary;
  summary.error = "two\nlines\r\n";
  summary.days = {full_day()};
  EXPECT_THAT(to_json(summary), Not(HasSubstr("\n")));
  EXPECT_EQ(json_of(summary)["error"], "two\nlines\r\n");
}

TEST(SummaryToJson, SaysNullWhereThereIsNothing) {
  Summary summary;
  summary.days = {DaySummary()};
  const Json json = json_of(summary);
  for (const char* key : {"target_date", "error", "report", "report_digest"}) {
    EXPECT_TRUE(json[key].is_null()) << key;
  }
  EXPECT_TRUE(json["days"][0]["tally_digest"].is_null());
  EXPECT_EQ(json["warnings"], Json::array());
  EXPECT_EQ(json["ignored_files"], Json::array());
  EXPECT_EQ(json["days"][0]["reject_examples"], Json::array());
  EXPECT_EQ(json["days"][0]["misfiled_examples"], Json::array());
  EXPECT_EQ(json_of({})["days"], Json::array());
}

TEST(SummaryToJson, SaysWhichEngineWroteIt) {
  const Json json = json_of({});
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["engine"], std::string(kVersion));
}

TEST(SummaryToJson, SaysHowTheCallEnded) {
  Summary summary;
  summary.target_date = "2024-09-16";
  summary.exit_status = ExitStatus::too_many_rejects;
  summary.error = "2 of 10 rows are rejects";
  summary.warnings = {"first", "second"};
  const Json json = json_of(summary);
  EXPECT_EQ(json["target_date"], "2024-09-16");
  EXPECT_EQ(json["exit_status"], 3);
  EXPECT_EQ(json["error"], "2 of 10 rows are rejects");
  EXPECT_EQ(json["warnings"], Json({"first", "second"}));
}

TEST(SummaryToJson, DescribesEachDay) {
  Summary summary;
  summary.days = {full_day(), DaySummary()};
  const Json json = json_of(summary);
  ASSERT_EQ(json["days"].size(), 2U);
  const Json& day = json["days"][0];
  EXPECT_THAT(keys_of(day),
              ElementsAre("date", "source", "why", "rows", "events", "rejects", "reject_examples",
                          "misfiled", "misfiled_examples", "tally_digest"));
  EXPECT_EQ(day["date"], "2024-09-16");
  EXPECT_EQ(day["source"], "log");
  EXPECT_EQ(day["why"], "no tally yet");
  EXPECT_EQ(day["rows"], 1010);
  EXPECT_EQ(day["events"], 1000);
  EXPECT_EQ(day["rejects"], 10);
  ASSERT_EQ(day["reject_examples"].size(), 1U);
  EXPECT_EQ(day["reject_examples"][0].dump(),
            R"({"file":"2024-09-16.csv","line":5,"reason":"bad_quoting"})");
  EXPECT_EQ(day["misfiled"], 3);
  ASSERT_EQ(day["misfiled_examples"].size(), 1U);
  EXPECT_EQ(day["misfiled_examples"][0].dump(),
            R"({"file":"2024-09-16.csv","line":17,"date":"2024-09-15"})");
  EXPECT_EQ(day["tally_digest"], "0000000000000abc");
}

TEST(SummaryToJson, SaysWhereEachDayCameFrom) {
  Summary summary;
  for (const DaySource source : {DaySource::log, DaySource::cache, DaySource::missing}) {
    summary.days.push_back(full_day());
    summary.days.back().source = source;
  }
  const Json json = json_of(summary);
  EXPECT_EQ(json["days"][0]["source"], "log");
  EXPECT_EQ(json["days"][1]["source"], "cache");
  EXPECT_EQ(json["days"][2]["source"], "missing");
}

TEST(SummaryToJson, CountsRejectsByReason) {
  Summary summary;
  for (size_t reason = 0; reason < kReasons; reason++) {
    summary.rejects[reason] = static_cast<int64_t>(reason) + 1;
  }
  EXPECT_EQ(json_of(summary)["rejects"].dump(),
            R"({"line_too_long":1,"invalid_utf8":2,"bad_quoting":3,"wrong_field_count":4,)"
            R"("empty_email":5,"control_character":6,"email_too_long":7,"unknown_action":8,)"
            R"("bad_timestamp":9,"misfiled":10})");
}

TEST(SummaryToJson, AddsUpTheWindow) {
  Summary summary;
  summary.rows = 11;
  summary.events = 10;
  summary.misfiled = 2;
  summary.sums = {1, 2, 3, 4};
  summary.users = 5;
  summary.ignored_files = {"20240916.csv"};
  summary.bytes_read = 1ULL << 40;
  summary.cache_bytes_read = 77;
  summary.peak_memory_bytes = 1 << 20;
  const Json json = json_of(summary);
  EXPECT_EQ(json["rows"], 11);
  EXPECT_EQ(json["events"], 10);
  EXPECT_EQ(json["misfiled"], 2);
  EXPECT_EQ(json["sums"].dump(), R"({"create":1,"read":2,"update":3,"delete":4})");
  EXPECT_EQ(json["users"], 5);
  EXPECT_EQ(json["ignored_files"], Json::array({"20240916.csv"}));
  EXPECT_EQ(json["bytes_read"], 1'099'511'627'776);
  EXPECT_EQ(json["cache_bytes_read"], 77);
  EXPECT_EQ(json["peak_memory_bytes"], 1'048'576);
}

TEST(SummaryToJson, TellsTheTimeOfEachStep) {
  Summary summary;
  summary.seconds = {.find = 0.5, .count = 1.25, .merge = 2.5, .write = 0.125};
  EXPECT_EQ(json_of(summary)["seconds"].dump(),
            R"({"find":0.5,"count":1.25,"merge":2.5,"write":0.125})");
}

TEST(SummaryToJson, NamesTheReportAndItsDigest) {
  Summary summary;
  summary.report = "out/2024-09-16.csv";
  summary.report_digest = {1, 0xab};
  const Json json = json_of(summary);
  EXPECT_EQ(json["report"], "out/2024-09-16.csv");
  EXPECT_EQ(json["report_digest"], "000000000000000100000000000000ab");
}

TEST(SummaryToJson, ShowsTextThatIsNoUtf8) {
  Summary summary;
  summary.ignored_files = {"caf\xE9.CSV", "caf\xC3\xA9.CSV"};
  const Json json = json_of(summary);
  EXPECT_EQ(json["ignored_files"][0], "caf\uFFFD.CSV");
  EXPECT_EQ(json["ignored_files"][1], "café.CSV");
}

}  // namespace
}  // namespace crudtally
