#include "job/tally_day.h"

#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "job/log_checks.h"
#include "job/window_ranges.h"
#include "logs/find_logs.h"
#include "logs/log_reader.h"
#include "tally/cache_folder.h"

namespace crudtally {
namespace {

// The files of `days` as they are now.
std::vector<DayLog> find_again(const JobOptions& options, const std::vector<DayLog>& days,
                               const LogChanged& changed) {
  std::vector<DayLog> found;
  for (const DayLog& day : days) {
    FoundLogs logs = find_logs(options.input_folder, {day.date, day.date}, {});
    if (logs.days[day.date].empty()) {
      throw Error(changed.name + ", all that there was of " + format_date(day.date) +
                  ", vanished while it was read: call again when the logs are at rest");
    }
    found.push_back({day.date, std::move(logs.days[day.date])});
  }
  return found;
}

// Rejects first, then the tally that names them, so that a tally never names what is not there.
PendingTally write_day(const TallyPaths& paths, CountedDay counted, RunRanges& rows,
                       size_t threads) {
  TallyMetadata metadata = std::move(counted.metadata);
  if (!counted.rejects.empty()) {
    const WrittenRejects written = write_rejects_file(paths.rejects, counted.rejects);
    metadata.rejects_file = paths.rejects.substr(paths.rejects.rfind('/') + 1);
    metadata.rejects_bytes = written.bytes;
    metadata.rejects_digest = written.digest;
  }
  return prepare_tally(paths.tally, rows, std::move(metadata), threads);
}

// Writes the tally once more, with `refreshed` as its metadata. Throws UnsoundTally.
void refresh_tally(const std::string& path, DayPlan& plan, size_t threads) {
  std::vector<std::unique_ptr<EmailRanges>> only;
  only.push_back(plan.tally->ranges());
  WindowRanges rows(std::move(only), {}, threads);
  prepare_tally_again(path, rows, *std::exchange(plan.refreshed, std::nullopt), threads).publish();
  plan.tally = TallyFile::open(path);
}

}  // namespace

std::vector<CountedDay> count_settled(const JobOptions& options, std::vector<DayLog> days,
                                      Workers& workers, Progress& progress) {
  try {
    return workers.count(days, progress);
  } catch (const LogChanged& changed) {
    days = find_again(options, days, changed);
  }
  try {
    return workers.count(days, progress);
  } catch (const LogChanged& changed) {
    throw Error(changed.name +
                " changes while it is read, again and again: call when it is written");
  }
}

uint64_t tally_day(const JobOptions& options, DayPlan& plan, ContentMemo& memo, Workers& workers,
                   Progress& progress, Background& closing) {
  const TallyPaths paths = tally_paths(cache_folder_of(options), options.counting, plan.log.date);
  make_folders(paths.folder);
  // Shared, since what closing.start takes must be copyable.
  const auto lock = std::make_shared<const DayLock>(paths.lock);
  if (!plan.tally_is_distrusted) plan = plan_day(options, std::move(plan.log), memo);
  if (plan.source == DaySource::cache) {
    if (!plan.refreshed) return 0;
    try {
      refresh_tally(paths.tally, plan, workers.threads());
      return 0;
    } catch (const UnsoundTally& unsound) {
      const std::unique_ptr<TallyFile> tally = std::move(plan.tally);
      plan = plan_after_unsound_tally(std::move(plan.log), unsound, tally.get());
    }
  }
  CountedDay counted = std::move(count_settled(options, {plan.log}, workers, progress).front());
  if (!options.allow_duplicates) refuse_duplicates(counted.metadata, plan.log.files);
  if (!options.accept_shrunk) refuse_shrunk(counted.metadata, plan.replaced_rows);
  const uint64_t bytes_read = counted.bytes_read;
  const bool has_rejects = !counted.rejects.empty();
  const auto tally = std::make_shared<PendingTally>(
      write_day(paths, std::move(counted), *workers.sorted(), workers.threads()));
  workers.keep_day(plan.log.date);
  plan.made = tally->metadata;
  closing.start([lock, tally, paths, has_rejects, &plan] {
    tally->publish();
    if (!has_rejects) remove_file(paths.rejects);
    plan.tally = TallyFile::open(paths.tally);
  });
  return bytes_read;
}

}  // namespace crudtally
