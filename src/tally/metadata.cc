#include "tally/metadata.h"

#include <concepts>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tally/books.h"
#include "tally/escaped_name.h"
#include "tally/rows_digest.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMisfiledCount = "count";
constexpr std::string_view kMisfiledReject = "reject";

// Writing.

Json source_to_json(const SourceFile& source) {
  return {{"stem", escape_name(source.stem)},
          {"size", source.stat.size},
          {"mtime_ns", source.stat.mtime_ns},
          {"ctime_ns", source.stat.ctime_ns},
          {"inode", source.stat.inode},
          {"read_at_ns", source.read_at_ns},
          {"content_hash", to_hex(source.content)},
          {"rows", source.rows}};
}

Json reject_example_to_json(const RejectExample& example) {
  return {{"file", escape_name(example.file)},
          {"line", example.line},
          {"reason", name_of(example.reason)}};
}

Json misfiled_example_to_json(const MisfiledExample& example) {
  return {{"file", escape_name(example.file)}, {"line", example.line}, {"date", example.date}};
}

Json rejects_file_to_json(const TallyMetadata& metadata) {
  if (metadata.rejects_file.empty()) return nullptr;
  return {{"name", escape_name(metadata.rejects_file)},
          {"bytes", metadata.rejects_bytes},
          {"digest", to_hex(metadata.rejects_digest)}};
}

template <typename Values, typename ToJson>
Json list_to_json(const Values& values, const ToJson& to_json) {
  Json list = Json::array();
  for (const auto& value : values) list.push_back(to_json(value));
  return list;
}

// An object with a number for each name.
template <size_t kSize>
Json numbers_to_json(const std::array<std::string_view, kSize>& names,
                     const std::array<int64_t, kSize>& numbers) {
  Json object = Json::object();
  for (size_t at = 0; at < kSize; at++) object[std::string(names[at])] = numbers[at];
  return object;
}

// Reading: each of these throws UnsoundTally where the value is not what it should be.

[[noreturn]] void refuse(std::string_view key) {
  throw UnsoundTally(fmt::format("its metadata has no proper \"{}\"", key));
}

const Json& member(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  if (!object.is_object() || found == object.end()) refuse(key);
  return *found;
}

template <std::integral Integer>
Integer to_integer(const Json& value, std::string_view key) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<uint64_t>();
    if (std::in_range<Integer>(number)) return static_cast<Integer>(number);
  } else if (value.is_number_integer()) {
    const auto number = value.get<int64_t>();
    if (std::in_range<Integer>(number)) return static_cast<Integer>(number);
  }
  refuse(key);
}

template <std::integral Integer>
Integer integer(const Json& object, std::string_view key) {
  return to_integer<Integer>(member(object, key), key);
}

bool boolean(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (!value.is_boolean()) refuse(key);
  return value.get<bool>();
}

const std::string& text(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (!value.is_string()) refuse(key);
  return value.get_ref<const std::string&>();
}

// What `parse` makes of a text, if it makes anything.
template <typename Parse>
auto parsed_text(const Json& object, std::string_view key, const Parse& parse) {
  auto parsed = parse(text(object, key));
  if (!parsed) refuse(key);
  return *std::move(parsed);
}

const Json& list(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (!value.is_array()) refuse(key);
  return value;
}

template <size_t kSize>
std::array<int64_t, kSize> numbers_from_json(const std::array<std::string_view, kSize>& names,
                                             const Json& object) {
  std::array<int64_t, kSize> numbers;
  for (size_t at = 0; at < kSize; at++) numbers[at] = integer<int64_t>(object, names[at]);
  return numbers;
}

CountOptions options_from_json(const Json& object) {
  const std::string& misfiled = text(object, "misfiled");
  if (misfiled != kMisfiledCount && misfiled != kMisfiledReject) refuse("misfiled");
  return {misfiled == kMisfiledReject, boolean(object, "normalize_email")};
}

SourceFile source_from_json(const Json& object) {
  SourceFile source;
  source.stem = parsed_text(object, "stem", unescape_name);
  source.stat.size = integer<uint64_t>(object, "size");
  source.stat.mtime_ns = integer<int64_t>(object, "mtime_ns");
  source.stat.ctime_ns = integer<int64_t>(object, "ctime_ns");
  source.stat.inode = integer<uint64_t>(object, "inode");
  source.read_at_ns = integer<int64_t>(object, "read_at_ns");
  source.content = parsed_text(object, "content_hash", parse_digest);
  source.rows = integer<int64_t>(object, "rows");
  return source;
}

std::optional<Reason> parse_reason(std::string_view name) {
  for (size_t reason = 0; reason < kReasons; reason++) {
    if (name == kReasonNames[reason]) return static_cast<Reason>(reason);
  }
  return std::nullopt;
}

RejectExample reject_example_from_json(const Json& object) {
  RejectExample example;
  example.file = parsed_text(object, "file", unescape_name);
  example.line = integer<uint64_t>(object, "line");
  example.reason = parsed_text(object, "reason", parse_reason);
  return example;
}

MisfiledExample misfiled_example_from_json(const Json& object) {
  MisfiledExample example;
  example.file = parsed_text(object, "file", unescape_name);
  example.line = integer<uint64_t>(object, "line");
  example.date = format_date(parsed_text(object, "date", parse_date));
  return example;
}

HourCounts hours_from_json(const Json& rows) {
  HourCounts hours;
  if (rows.size() != hours.size()) refuse("hours");
  for (size_t hour = 0; hour < hours.size(); hour++) {
    if (!rows[hour].is_array() || rows[hour].size() != kActions) refuse("hours");
    for (size_t action = 0; action < kActions; action++) {
      hours[hour][action] = to_integer<int64_t>(rows[hour][action], "hours");
    }
  }
  return hours;
}

void rejects_file_from_json(const Json& object, TallyMetadata& metadata) {
  if (object.is_null()) return;
  metadata.rejects_file = parsed_text(object, "name", unescape_name);
  // It is a name beside the tally, not a path to somewhere else.
  if (metadata.rejects_file.empty() || metadata.rejects_file.find('/') != std::string::npos) {
    refuse("name");
  }
  metadata.rejects_bytes = integer<uint64_t>(object, "bytes");
  metadata.rejects_digest = parsed_text(object, "digest", parse_digest);
}

}  // namespace

std::string to_json(const TallyMetadata& metadata) {
  Json json;
  json["format_version"] = kFormatVersion;
  json["dialect_version"] = kDialectVersion;
  json["date"] = format_date(metadata.date);
  json["options"] = {
      {"misfiled", metadata.options.reject_misfiled ? kMisfiledReject : kMisfiledCount},
      {"normalize_email", metadata.options.normalize_email}};
  json["duplicates_allowed"] = metadata.duplicates_allowed;
  json["sources"] = list_to_json(metadata.sources, source_to_json);
  json["rows"] = metadata.rows;
  json["events"] = metadata.events;
  json["rejects"] = numbers_to_json(kReasonNames, metadata.rejects);
  json["reject_examples"] = list_to_json(metadata.reject_examples, reject_example_to_json);
  json["misfiled"] = metadata.misfiled;
  json["misfiled_examples"] = list_to_json(metadata.misfiled_examples, misfiled_example_to_json);
  json["hours"] = metadata.hours;
  json["users"] = metadata.users;
  json["sums"] = numbers_to_json(kActionNames, metadata.sums);
  json["rows_digest"] = rows_digest_text(metadata.rows_digest);
  json["rejects_file"] = rejects_file_to_json(metadata);
  return json.dump();
}

TallyMetadata parse_metadata(std::string_view json, int& format_version, int& dialect_version) {
  const Json object = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  format_version = integer<int>(object, "format_version");
  if (format_version < 1 || format_version > kFormatVersion) {
    throw UnsoundTally(
        fmt::format("it is of format version {}, and this release of crudtally knows those up to "
                    "{}: use a later one",
                    format_version, kFormatVersion));
  }
  TallyMetadata metadata;
  metadata.date = parsed_text(object, "date", parse_date);
  metadata.options = options_from_json(member(object, "options"));
  metadata.duplicates_allowed = boolean(object, "duplicates_allowed");
  for (const Json& source : list(object, "sources")) {
    metadata.sources.push_back(source_from_json(source));
  }
  metadata.rows = integer<int64_t>(object, "rows");
  metadata.events = integer<int64_t>(object, "events");
  metadata.rejects = numbers_from_json(kReasonNames, member(object, "rejects"));
  for (const Json& example : list(object, "reject_examples")) {
    metadata.reject_examples.push_back(reject_example_from_json(example));
  }
  metadata.misfiled = integer<int64_t>(object, "misfiled");
  for (const Json& example : list(object, "misfiled_examples")) {
    metadata.misfiled_examples.push_back(misfiled_example_from_json(example));
  }
  metadata.hours = hours_from_json(list(object, "hours"));
  metadata.users = integer<int64_t>(object, "users");
  metadata.sums = numbers_from_json(kActionNames, member(object, "sums"));
  metadata.rows_digest = parsed_text(object, "rows_digest", parse_rows_digest);
  rejects_file_from_json(member(object, "rejects_file"), metadata);
  const std::string_view imbalance = find_imbalance(metadata);
  if (!imbalance.empty()) {
    throw UnsoundTally(fmt::format("by its metadata {}", imbalance));
  }
  dialect_version = integer<int>(object, "dialect_version");
  return metadata;
}

}  // namespace crudtally
