#include "job/earlier_report.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "report/published_report.h"
#include "tally/cache_folder.h"

namespace crudtally {
namespace {

// Users whose rows have to be read.
using Rows = int64_t;

// Of a window of years.
constexpr uint64_t kLargestSummary = uint64_t{16} << 20;

// The tally of a day that the window has no more, if it is the one that the report was made of.
std::unique_ptr<TallyFile> tally_to_take(const JobOptions& options, const PublishedDay& day) {
  const std::string path = tally_paths(cache_folder_of(options), options.counting, day.date).tally;
  std::unique_ptr<TallyFile> tally = TallyFile::open(path);
  if (tally && tally->metadata().rows_digest != day.tally_digest) return nullptr;
  return tally;
}

std::optional<EarlierReport> open_earlier_report(const JobOptions& options,
                                                 const std::vector<Day>& days,
                                                 const std::function<bool(Date)>& is_kept) {
  JobOptions yesterday = options;
  yesterday.target_date -= std::chrono::days(1);
  yesterday.format = ReportFormat::csv;
  const std::string summary = report_summary_path(yesterday);
  const std::optional<FileStat> stat = stat_file(summary);
  if (!stat || stat->size > kLargestSummary) return std::nullopt;
  const std::optional<std::string> json = read_small_file(summary);
  if (!json) return std::nullopt;
  const std::optional<PublishedReport> published = parse_published_report(*json);
  if (!published) return std::nullopt;

  const std::string path = report_path(yesterday);
  if (published->file != path.substr(path.rfind('/') + 1)) return std::nullopt;
  EarlierReport earlier = {path, ReportRows(path, static_cast<size_t>(published->users)), {}, {}};
  std::vector<PublishedDay> to_take;
  Rows without_report = 0;
  for (const PublishedDay& old : published->days) {
    if (old.tally_digest == 0) continue;
    const auto day =
        std::ranges::find(days, old.date, [](const Day& d) { return d.plan.log.date; });
    if (day == days.end()) {
      to_take.push_back(old);
      continue;
    }
    const TallyMetadata* metadata = day->metadata();
    if (metadata == nullptr || metadata->rows_digest != old.tally_digest || is_kept(old.date)) {
      return std::nullopt;
    }
    without_report += metadata->users;
    earlier.days.insert(old.date);
  }
  // Opening a tally reads all of it: no more of them than are worth it.
  Rows with_report = published->users;
  for (const PublishedDay& old : to_take) {
    if (with_report >= without_report) return std::nullopt;
    std::unique_ptr<TallyFile> tally = tally_to_take(options, old);
    if (!tally) return std::nullopt;
    with_report += tally->metadata().users;
    earlier.taken.push_back(std::move(tally));
  }
  if (with_report >= without_report) return std::nullopt;
  return earlier;
}

}  // namespace

std::optional<EarlierReport> find_earlier_report(const JobOptions& options,
                                                 const std::vector<Day>& days,
                                                 const std::function<bool(Date)>& is_kept) {
  if (!options.use_cache || options.rebuild || options.verify_logs) return std::nullopt;
  try {
    return open_earlier_report(options, days, is_kept);
  } catch (const UnsoundTally&) {
    return std::nullopt;
  } catch (const Error& error) {
    if (error.status() != ExitStatus::failed) throw;
    return std::nullopt;
  }
}

}  // namespace crudtally
