#include "job/log_checks.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/text.h"

namespace crudtally {
namespace {

using Contents = std::vector<std::pair<uint64_t, uint64_t>>;

// The contents of the day's files that have rows, sorted.
Contents contents(const TallyMetadata& day) {
  Contents all;
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

bool has_duplicates(const TallyMetadata& day) {
  const Contents all = contents(day);
  return std::ranges::adjacent_find(all) != all.end();
}

int64_t rows_without_duplicates(const TallyMetadata& day) {
  std::map<std::pair<uint64_t, uint64_t>, int64_t> rows;
  for (const SourceFile& source : day.sources) {
    rows[{source.content.high, source.content.low}] = source.rows;
  }
  return std::accumulate(rows.begin(), rows.end(), int64_t{0},
                         [](int64_t sum, const auto& entry) { return sum + entry.second; });
}

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
      "the log of {} has {}, but its tally was made from {}: was it cut short? The tally stays. If "
      "the log is right, say so with --accept-shrunk",
      format_date(day.date), counted(day.rows, "row"), grouped(*replaced_rows)));
}

std::vector<std::string> warn_of_ignored_files(const std::vector<std::string>& names) {
  constexpr size_t kNamed = 5;
  if (names.empty()) return {};
  return {"ignored, since no rule for logs' names fits: " + first_of(names, kNamed)};
}

std::vector<std::string> warn_of_empty_logs(const TallyMetadata& day,
                                            const std::vector<LogFile>& files) {
  std::vector<std::string> warnings;
  for (const SourceFile& source : day.sources) {
    if (source.rows == 0) warnings.push_back(name_of(source.stem, files) + " has no rows");
  }
  return warnings;
}

std::vector<std::string> warn_of_rejects(const std::vector<const TallyMetadata*>& days,
                                         const std::string& rejects_folder) {
  constexpr size_t kNamed = 3;
  int64_t rejects = 0;
  int64_t badly_quoted = 0;
  std::vector<std::string> named;
  std::vector<std::string> warnings;
  for (const TallyMetadata* day : days) {
    rejects += total(day->rejects);
    badly_quoted += day->rejects[static_cast<size_t>(Reason::bad_quoting)];
    for (const RejectExample& example : day->reject_examples) {
      if (named.size() == kNamed) break;
      named.push_back(
          fmt::format("{} line {}: {}", example.file, example.line, name_of(example.reason)));
    }
    if (day->rows != 0 && day->events == 0) {
      warnings.push_back(
          fmt::format("not one of the {} of {} could be counted: are its logs CSV, "
                      "with commas, and email, action and timestamp in this order "
                      "or named by a header?",
                      counted(day->rows, "row"), format_date(day->date)));
    }
  }
  if (rejects == 0) return warnings;
  warnings.push_back(fmt::format(
      "{} rejected ({}{}); {}", counted(rejects, "row"), fmt::join(named, ", "),
      rejects > std::ssize(named) ? ", …" : "",
      rejects_folder.empty() ? "--rejects DIR writes them out" : "see " + rejects_folder));
  if (badly_quoted != 0) {
    warnings.push_back(
        "some rows are badly quoted: a quoted field holds no line break, so each line of a row "
        "that spans lines is read as a row of its own");
  }
  return warnings;
}

std::vector<std::string> warn_of_equal_days(const std::vector<const TallyMetadata*>& days) {
  std::vector<std::string> warnings;
  std::map<Contents, Date> seen;
  for (const TallyMetadata* day : days) {
    const Contents content = contents(*day);
    if (content.empty()) continue;
    const auto [earlier, is_new] = seen.emplace(content, day->date);
    if (is_new) continue;
    warnings.push_back(fmt::format("the logs of {} and {} have the same content",
                                   format_date(earlier->second), format_date(day->date)));
  }
  return warnings;
}

}  // namespace crudtally
