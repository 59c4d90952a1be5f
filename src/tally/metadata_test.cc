#include "tally/metadata.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using Json = nlohmann::ordered_json;

// A day with something in every member.
TallyMetadata full_day() {
  TallyMetadata day;
  day.date = parse_date("2024-09-16").value();
  day.options = {.reject_misfiled = false, .normalize_email = true};
  day.duplicates_allowed = true;
  day.sources = {{.stem = "2024-09-16",
                  .stat = {.size = 120, .mtime_ns = 5, .ctime_ns = 6, .inode = 7},
                  .read_at_ns = 8,
                  .content = {.high = 0x11, .low = 0x22},
                  .rows = 12}};
  day.rows = 12;
  day.events = 10;
  day.rejects = {0, 0, 1, 0, 0, 0, 0, 0, 1, 0};
  day.reject_examples = {{.file = "2024-09-16.csv", .line = 9, .reason = Reason::bad_timestamp}};
  day.misfiled = 1;
  day.misfiled_examples = {{.file = "2024-09-16.csv", .line = 3, .date = "2024-09-15"}};
  day.hours[0] = {1, 0, 0, 3};
  day.hours[23] = {0, 2, 3, 1};
  day.users = 2;
  day.sums = {1, 2, 3, 4};
  day.rows_digest = 0xabc;
  day.rejects_file = "2024-09-16.rejects.parquet";
  day.rejects_bytes = 1000;
  day.rejects_digest = {.high = 0x33, .low = 0x44};
  return day;
}

constexpr std::string_view kFullDay =
    R"({"format_version":2,"dialect_version":1,"date":"2024-09-16",)"
    R"("options":{"misfiled":"count","normalize_email":true},"duplicates_allowed":true,)"
    R"("sources":[{"stem":"2024-09-16","size":120,"mtime_ns":5,"ctime_ns":6,"inode":7,)"
    R"("read_at_ns":8,"content_hash":"00000000000000110000000000000022","rows":12}],)"
    R"("rows":12,"events":10,"rejects":{"line_too_long":0,"invalid_utf8":0,"bad_quoting":1,)"
    R"("wrong_field_count":0,"empty_email":0,"control_character":0,"email_too_long":0,)"
    R"("unknown_action":0,"bad_timestamp":1,"misfiled":0},)"
    R"("reject_examples":[{"file":"2024-09-16.csv","line":9,"reason":"bad_timestamp"}],"misfiled":1,)"
    R"("misfiled_examples":[{"file":"2024-09-16.csv","line":3,"date":"2024-09-15"}],)"
    R"("hours":[[1,0,0,3],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],)"
    R"([0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],)"
    R"([0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,2,3,1]],)"
    R"("users":2,"sums":{"create":1,"read":2,"update":3,"delete":4},)"
    R"("rows_digest":"0000000000000abc","rejects_file":{"name":"2024-09-16.rejects.parquet",)"
    R"("bytes":1000,"digest":"00000000000000330000000000000044"}})";

TallyMetadata parse(std::string_view json) {
  int format_version = 0;
  int dialect_version = 0;
  return parse_metadata(json, format_version, dialect_version);
}

// Parses the full day once `change` has been at its JSON.
template <typename Change>
void parse_changed(const Change& change) {
  Json json = Json::parse(kFullDay);
  change(json);
  parse(json.dump());
}

void parse_with(const std::string& pointer, const Json& value) {
  parse_changed([&](Json& json) { json[Json::json_pointer(pointer)] = value; });
}

// Where all values of the full day are: its leaves, and the objects and lists around them.
std::vector<Json::json_pointer> all_values() {
  std::vector<Json::json_pointer> pointers;
  const Json leaves = Json::parse(kFullDay).flatten();
  for (const auto& leaf : leaves.items()) {
    for (Json::json_pointer pointer(leaf.key()); !pointer.empty(); pointer.pop_back()) {
      pointers.push_back(pointer);
    }
  }
  return pointers;
}

TEST(MetadataToJson, SpellsEveryMember) {
  EXPECT_EQ(to_json(full_day()), kFullDay);
}

TEST(MetadataToJson, HasNullForADayWithoutRejects) {
  EXPECT_EQ(Json::parse(to_json(TallyMetadata()))["rejects_file"], nullptr);
}

TEST(ParseMetadata, ReadsEveryMember) {
  EXPECT_EQ(parse(kFullDay), full_day());
}

TEST(ParseMetadata, ReadsTheOtherValuesOfTheOptions) {
  TallyMetadata day;
  day.date = parse_date("0001-01-01").value();
  day.options = {.reject_misfiled = true, .normalize_email = false};
  EXPECT_EQ(parse(to_json(day)), day);
}

TEST(ParseMetadata, KeepsAll64Bits) {
  TallyMetadata day = full_day();
  day.sources[0].stat = {.size = std::numeric_limits<uint64_t>::max(),
                         .mtime_ns = std::numeric_limits<int64_t>::min(),
                         .ctime_ns = std::numeric_limits<int64_t>::max(),
                         .inode = std::numeric_limits<uint64_t>::max() - 1};
  day.sources[0].read_at_ns = std::numeric_limits<int64_t>::max() - 1;
  day.misfiled_examples[0].line = std::numeric_limits<uint64_t>::max();
  day.rows_digest = std::numeric_limits<uint64_t>::max();
  day.rejects_bytes = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(parse(to_json(day)), day);
}

TEST(ParseMetadata, KeepsFileNamesOfAnyBytes) {
  TallyMetadata day = full_day();
  day.sources[0].stem = "2024-09-16 \"100%\" \\ \xFF\n\xC3\xA9";
  day.misfiled_examples[0].file = "2024-09-16/\xC3\xA9 %2F \xC3";
  EXPECT_EQ(parse(to_json(day)), day);
}

TEST(ParseMetadata, TellsTheVersions) {
  Json json = Json::parse(kFullDay);
  json["format_version"] = 1;
  json["dialect_version"] = 7;
  int format_version = 0;
  int dialect_version = 0;
  parse_metadata(json.dump(), format_version, dialect_version);
  EXPECT_EQ(format_version, 1);
  EXPECT_EQ(dialect_version, 7);
}

TEST(ParseMetadata, RefusesAFormatVersionThatItDoesNotKnow) {
  EXPECT_THAT([] { parse_with("/format_version", 999); },
              ThrowsMessage<UnsoundTally>(HasSubstr("format version 999")));
  EXPECT_THROW(parse_with("/format_version", 0), UnsoundTally);
}

TEST(ParseMetadata, RefusesWhatIsNotAJsonObject) {
  for (const std::string_view text : {"", "{", "[]", "null", "1", "\"{}\"", "\xFF"}) {
    EXPECT_THROW(parse(text), UnsoundTally) << text;
  }
  EXPECT_THROW(parse(std::string(100'000, '[')), UnsoundTally);
}

TEST(ParseMetadata, RefusesATextThatIsCut) {
  for (size_t bytes = 0; bytes < kFullDay.size(); bytes++) {
    EXPECT_THROW(parse(kFullDay.substr(0, bytes)), UnsoundTally) << bytes;
  }
}

TEST(ParseMetadata, RefusesATextWithoutAnyOneOfItsValues) {
  const std::vector<std::string> lists = {"/sources", "/reject_examples", "/misfiled_examples"};
  for (const Json::json_pointer& pointer : all_values()) {
    // Without one of its elements a list is still a list.
    const std::string parent = pointer.parent_pointer().to_string();
    if (std::find(lists.begin(), lists.end(), parent) != lists.end()) continue;
    EXPECT_THROW(parse_changed([&](Json& json) {
                   Json& around = json[pointer.parent_pointer()];
                   if (around.is_array()) {
                     around.erase(std::stoul(pointer.back()));
                   } else {
                     around.erase(pointer.back());
                   }
                 }),
                 UnsoundTally)
        << pointer;
  }
}

TEST(ParseMetadata, RefusesValuesOfAnotherType) {
  const Json day = Json::parse(kFullDay);
  for (const Json::json_pointer& pointer : all_values()) {
    for (const Json& value : {Json(nullptr), Json("text"), Json(1.5), Json(1e300), Json(1),
                              Json(true), Json::array(), Json::object()}) {
      const bool same_type = value.is_number_integer() ? day[pointer].is_number_integer()
                                                       : value.type() == day[pointer].type();
      const bool no_rejects_file = value.is_null() && pointer.to_string() == "/rejects_file";
      if (same_type || no_rejects_file) continue;
      EXPECT_THROW(parse_with(pointer.to_string(), value), UnsoundTally) << pointer << " " << value;
    }
  }
}

TEST(ParseMetadata, RefusesTextsThatMeanNothing) {
  for (const auto& [pointer, text] : std::vector<std::pair<std::string, std::string>>{
           {"/date", "2024-02-30"},
           {"/options/misfiled", "Count"},
           {"/sources/0/stem", "%4"},
           {"/sources/0/content_hash", "0011"},
           {"/reject_examples/0/file", "%"},
           {"/reject_examples/0/reason", "bad_mood"},
           {"/misfiled_examples/0/file", "%"},
           {"/misfiled_examples/0/date", "yesterday"},
           {"/rows_digest", "abc"},
           {"/rows_digest", "000000000000000000000abc"},
           {"/rows_digest", "-000000000000abc"},
           {"/rows_digest", "0x00000000000abc"},
           {"/rejects_file/name", ""},
           {"/rejects_file/name", "../2024-09-17.rejects.parquet"},
           {"/rejects_file/digest", "g0000000000000330000000000000044"}}) {
    EXPECT_THROW(parse_with(pointer, text), UnsoundTally) << pointer << " " << text;
  }
}

TEST(ParseMetadata, RefusesNumbersThatCannotBe) {
  for (const auto& [pointer, number] :
       std::vector<std::pair<std::string, Json>>{{"/sources/0/size", -1},
                                                 {"/reject_examples/0/line", -1},
                                                 {"/sources/0/inode", -1},
                                                 {"/sources/0/mtime_ns", 9223372036854775808U},
                                                 {"/sources/0/rows", -1},
                                                 {"/misfiled_examples/0/line", -1},
                                                 {"/rows", -12},
                                                 {"/misfiled", -1},
                                                 {"/users", 9223372036854775808U},
                                                 {"/dialect_version", 4294967296},
                                                 {"/rejects_file/bytes", -1}}) {
    EXPECT_THROW(parse_with(pointer, number), UnsoundTally) << pointer << " " << number;
  }
}

TEST(ParseMetadata, RefusesBooksThatDoNotBalance) {
  for (const std::string pointer :
       {"/rows", "/events", "/rejects/empty_email", "/sums/read", "/hours/12/3"}) {
    EXPECT_THROW(parse_changed([&](Json& json) {
                   Json& number = json[Json::json_pointer(pointer)];
                   number = number.get<int64_t>() + 1;
                 }),
                 UnsoundTally)
        << pointer;
  }
}

}  // namespace
}  // namespace crudtally
