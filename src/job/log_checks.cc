#include "job/log_checks.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace crudtally {
namespace {

// The contents of the day's files that have rows, sorted.
std::vector<std::pair<uint64_t, uint64_t>> contents(const TallyMetadata& day) {
  std::vector<std::pair<uint64_t, uint64_t>> all;
  for (const SourceFile& source : day.sources) {
    if (source.rows != 0) all.emplace_back(source.content.high, source.content.low);
  }
  std::ranges::sort(all);
  return all;
}

// What the file of this stem is called now; the stem itself where it is gone.
std::string name_of(const std::string& stem, const std::vector<LogFile>& files) {
  const auto file = std::ranges::find(files, stem, &LogFile::stem);
  return file == files.end() ? stem : file->name;
}

}  // namespace

void refuse_duplicates(const TallyMetadata& day, const std::vector<LogFile>& files) {
  for (size_t second = 0; second < day.sources.size(); second++) {
    for (size_t first = 0; first < second; first++) {
      const SourceFile& a = day.sources[first];
      const SourceFile& b = day.sources[second];
      if (a.rows == 0 || a.content != b.content) continue;
      throw Error(fmt::format(
          "{} and {} have the same content: the same events would count twice. Remove one of them, "
          "or say with --allow-duplicates that both are right",
          name_of(a.stem, files), name_of(b.stem, files)));
    }
  }
}

void refuse_shrunk(const TallyMetadata& day, std::optional<int64_t> replaced_rows) {
  if (!replaced_rows || day.rows >= *replaced_rows) return;
  throw Error(fmt::format(
      "the log of {} has {} rows, but its tally was made from {}: was it cut short? The tally "
      "stays. If the log is right, say so with --accept-shrunk",
      format_date(day.date), day.rows, *replaced_rows));
}

std::vector<std::string> warn_of_empty_logs(const TallyMetadata& day,
                                            const std::vector<LogFile>& files) {
  std::vector<std::string> warnings;
  for (const SourceFile& source : day.sources) {
    if (source.rows == 0) warnings.push_back(name_of(source.stem, files) + " has no rows");
  }
  return warnings;
}

std::vector<std::string> warn_of_equal_days(const std::vector<const TallyMetadata*>& days) {
  std::vector<std::string> warnings;
  std::map<std::vector<std::pair<uint64_t, uint64_t>>, Date> seen;
  for (const TallyMetadata* day : days) {
    const auto content = contents(*day);
    if (content.empty()) continue;
    const auto [earlier, is_new] = seen.emplace(content, day->date);
    if (is_new) continue;
    warnings.push_back(fmt::format("the logs of {} and {} have the same content",
                                   format_date(earlier->second), format_date(day->date)));
  }
  return warnings;
}

}  // namespace crudtally
