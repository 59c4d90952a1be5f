#include "logs/log_names.h"

#include <algorithm>
#include <string>

namespace crudtally {
namespace {

constexpr std::string_view kCsvEnding = ".csv";

bool is_digit(char character) {
  return '0' <= character && character <= '9';
}

// Whether `text` begins with bytes of the kinds that `shape` shows: 'D' is a digit, anything else
// itself.
bool begins_with_shape(std::string_view text, std::string_view shape) {
  return text.size() >= shape.size() &&
         std::equal(shape.begin(), shape.end(), text.begin(), [](char kind, char character) {
           return kind == 'D' ? is_digit(character) : character == kind;
         });
}

bool begins_with_compact_date(std::string_view text) {
  if (!begins_with_shape(text, "DDDDDDDD")) return false;
  std::string dashed(text.substr(0, 8));
  dashed.insert(6, 1, '-');
  dashed.insert(4, 1, '-');
  return parse_date(dashed).has_value();
}

bool begins_with_csv_in_any_case(std::string_view text) {
  return text.size() >= kCsvEnding.size() &&
         std::equal(kCsvEnding.begin(), kCsvEnding.end(), text.begin(),
                    [](char lower, char character) {
                      const bool is_upper = 'A' <= character && character <= 'Z';
                      return lower == (is_upper ? character - 'A' + 'a' : character);
                    });
}

}  // namespace

bool is_hidden_name(std::string_view name) {
  return name.starts_with('.');
}

bool is_unfinished_name(std::string_view name) {
  return name.ends_with(".tmp") || name.ends_with(".part");
}

std::optional<Compression> log_compression(std::string_view name) {
  if (name.ends_with(".csv")) return Compression::none;
  if (name.ends_with(".csv.gz")) return Compression::gzip;
  if (name.ends_with(".csv.zst")) return Compression::zstd;
  return std::nullopt;
}

std::string_view log_stem(std::string_view name, Compression compression) {
  return compression == Compression::none ? name : name.substr(0, name.rfind('.'));
}

std::optional<Date> day_of_file_name(std::string_view name) {
  if (!log_compression(name)) return std::nullopt;
  const std::optional<Date> day = parse_date(name.substr(0, 10));
  // A name that ends in .csv and begins with a date has a byte after the date.
  if (day && is_digit(name[10])) return std::nullopt;
  return day;
}

std::optional<Date> day_of_folder_name(std::string_view name) {
  for (const std::string_view key : {"date=", "dt="}) {
    if (name.starts_with(key)) return parse_date(name.substr(key.size()));
  }
  return parse_date(name);
}

bool looks_like_log(std::string_view name) {
  for (size_t start = 0; start < name.size(); start++) {
    const std::string_view rest = name.substr(start);
    if (begins_with_shape(rest, "DDDD-DD-DD") || begins_with_compact_date(rest) ||
        begins_with_csv_in_any_case(rest)) {
      return true;
    }
  }
  return false;
}

}  // namespace crudtally
