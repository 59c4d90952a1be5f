#include "report/published_report.h"

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "tally/rows_digest.h"

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
  const std::optional<uint64_t> value = parse_rows_digest(digest.get<std::string>());
  if (!value) throw std::invalid_argument("no digest");
  return *value;
}

}  // namespace

std::optional<PublishedReport> parse_published_report(std::string_view json) {
  try {
    const Json summary = Json::parse(json);
    if (summary.at("schema_version") != 1) return std::nullopt;
    PublishedReport report;
    const auto path = summary.at("report").get<std::string>();
    report.file = path.substr(path.rfind('/') + 1);
    const Json& users = summary.at("users");
    if (!users.is_number_unsigned()) return std::nullopt;
    report.users = users.get<int64_t>();
    if (report.users < 0) return std::nullopt;
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
