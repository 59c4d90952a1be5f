#include "report/published_report.h"

#include <charconv>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

namespace crudtally {
namespace {

using Json = nlohmann::json;

Date date_of(const Json& day) {
  const std::optional<Date> date = parse_date(day.at("date").get<std::string>());
  if (!date) throw std::invalid_argument("no date");
  return *date;
}

uint64_t digest_of_day(const Json& day) {
  const Json& digest = day.at("tally_digest");
  if (digest.is_null()) {
    if (day.at("events") != 0) throw std::invalid_argument("a day without a tally");
    return 0;
  }
  constexpr size_t kHexDigits = 16;
  const auto hex = digest.get<std::string>();
  uint64_t value = 0;
  const char* const end = hex.data() + hex.size();
  if (hex.size() != kHexDigits || std::from_chars(hex.data(), end, value, 16).ptr != end) {
    throw std::invalid_argument("no digest");
  }
  return value;
}

}  // namespace

std::optional<PublishedReport> parse_published_report(std::string_view json) {
  try {
    const Json summary = Json::parse(json);
    if (summary.at("schema_version") != 1) return std::nullopt;
    PublishedReport report;
    report.users = summary.at("users").get<int64_t>();
    for (const Json& day : summary.at("days")) {
      report.days.push_back({date_of(day), digest_of_day(day)});
    }
    return report;
  } catch (const Json::exception&) {
    return std::nullopt;
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

}  // namespace crudtally
