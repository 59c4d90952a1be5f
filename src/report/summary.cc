#include "report/summary.h"

#include <string_view>

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "tally/rows_digest.h"

namespace crudtally {
namespace {

// Keeps its keys in the order in which they are set.
using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string_view source_name(DaySource source) {
  switch (source) {
    case DaySource::log:
      return "log";
    case DaySource::cache:
      return "cache";
    case DaySource::missing:
      break;
  }
  return "missing";
}

Json reject_example_json(const RejectExample& example) {
  Json json;
  json["file"] = example.file;
  json["line"] = example.line;
  json["reason"] = name_of(example.reason);
  return json;
}

Json misfiled_example_json(const MisfiledExample& example) {
  Json json;
  json["file"] = example.file;
  json["line"] = example.line;
  json["date"] = example.date;
  return json;
}

Json day_json(const DaySummary& day) {
  Json json;
  json["date"] = format_date(day.date);
  json["source"] = source_name(day.source);
  json["why"] = day.why;
  json["rows"] = day.rows;
  json["events"] = day.events;
  json["rejects"] = total(day.rejects);
  Json& rejects = json["reject_examples"] = Json::array();
  for (const RejectExample& example : day.reject_examples) {
    rejects.push_back(reject_example_json(example));
  }
  json["misfiled"] = day.misfiled;
  Json& misfiled = json["misfiled_examples"] = Json::array();
  for (const MisfiledExample& example : day.misfiled_examples) {
    misfiled.push_back(misfiled_example_json(example));
  }
  json["tally_digest"] =
      day.tally_digest == 0 ? Json(nullptr) : Json(rows_digest_text(day.tally_digest));
  return json;
}

// An object: each name with the number at its place.
template <typename Names, typename Numbers>
Json named_numbers(const Names& names, const Numbers& numbers) {
  Json json;
  for (size_t i = 0; i < names.size(); i++) json[std::string(names[i])] = numbers[i];
  return json;
}

Json seconds_json(const Seconds& seconds) {
  Json json;
  json["find"] = seconds.find;
  json["count"] = seconds.count;
  json["merge"] = seconds.merge;
  json["write"] = seconds.write;
  return json;
}

}  // namespace

std::string to_json(const Summary& summary) {
  Json json;
  json["schema_version"] = kSchemaVersion;
  json["engine"] = kVersion;
  json["target_date"] = text_or_null(summary.target_date);
  json["exit_status"] = static_cast<int>(summary.exit_status);
  json["error"] = text_or_null(summary.error);
  json["warnings"] = summary.warnings;
  Json& days = json["days"] = Json::array();
  for (const DaySummary& day : summary.days) days.push_back(day_json(day));
  json["rows"] = summary.rows;
  json["events"] = summary.events;
  json["rejects"] = named_numbers(kReasonNames, summary.rejects);
  json["misfiled"] = summary.misfiled;
  json["sums"] = named_numbers(kActionNames, summary.sums);
  json["users"] = summary.users;
  json["ignored_files"] = summary.ignored_files;
  json["bytes_read"] = summary.bytes_read;
  json["cache_bytes_read"] = summary.cache_bytes_read;
  json["seconds"] = seconds_json(summary.seconds);
  json["peak_memory_bytes"] = summary.peak_memory_bytes;
  json["report"] = text_or_null(summary.report);
  json["report_digest"] =
      summary.report.empty() ? Json(nullptr) : Json(to_hex(summary.report_digest));
  json["from_report"] = text_or_null(summary.from_report);
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace crudtally
