#include "job/day_plan.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "job/log_checks.h"
#include "job/same_content.h"
#include "tally/cache_folder.h"
#include "tally/freshness.h"
#include "tally/rejects_file.h"

namespace crudtally {
namespace {

DayPlan plan_of(DayLog log, DaySource source, std::string why) {
  DayPlan plan;
  plan.log = std::move(log);
  plan.source = source;
  plan.why = std::move(why);
  return plan;
}

// Whether the rejects that the tally names are there. Their bytes are read only where this call is
// to write them out: a damaged rejects file makes no count wrong.
void check_rejects(const JobOptions& options, const std::string& path,
                   const TallyMetadata& metadata) {
  if (metadata.rejects_file.empty()) return;
  const std::optional<FileStat> stat = stat_file(path);
  if (!stat || stat->size != metadata.rejects_bytes) {
    throw UnsoundTally(path + (stat ? " is not the file that its tally names" : " is missing"));
  }
  if (!options.rejects_folder.empty()) {
    read_rejects_file(path, metadata.rejects_digest, [](const RejectRecord&) {});
  }
}

// The day's tally, sound, or nothing; throws UnsoundTally.
std::unique_ptr<TallyFile> open_tally(const JobOptions& options, const TallyPaths& paths,
                                      bool log_is_gone) {
  std::unique_ptr<TallyFile> tally = TallyFile::open(paths.tally);
  if (tally && tally->metadata().options != options.counting) {
    throw UnsoundTally(paths.tally + " was made with other options than its folder is for");
  }
  const bool needs_rejects = !log_is_gone || !options.rejects_folder.empty();
  if (tally && needs_rejects) check_rejects(options, paths.rejects, tally->metadata());
  return tally;
}

DayPlan plan_day_without_log(const JobOptions& options, DayLog log, const TallyPaths& paths) {
  std::unique_ptr<TallyFile> tally;
  try {
    tally = open_tally(options, paths, true);
  } catch (const UnsoundTally& unsound) {
    return plan_after_unsound_tally(std::move(log), unsound);
  }
  if (tally) {
    DayPlan plan = plan_of(std::move(log), DaySource::cache, "log gone");
    plan.tally = std::move(tally);
    return plan;
  }
  for (const CountOptions& other : all_count_options()) {
    const std::string path = tally_paths(cache_folder_of(options), other, log.date).tally;
    if (other == options.counting || !stat_file(path)) continue;
    throw Error(
        fmt::format("the log of {} is gone, and its only tally, {}, is for other options: "
                    "count with those, or bring back the log",
                    format_date(log.date), path));
  }
  return plan_of(std::move(log), DaySource::missing, "no log and no tally");
}

// Whether the stats alone will tell the next call that the tally speaks for these files.
bool is_trusted(const TallyMetadata& metadata, const DayLog& log) {
  return compare_sources(metadata.sources, log.files, false).freshness == Freshness::trusted;
}

DayPlan plan_day_with_log(const JobOptions& options, DayLog log, const TallyPaths& paths,
                          ContentMemo& memo) {
  std::unique_ptr<TallyFile> tally;
  try {
    tally = open_tally(options, paths, false);
  } catch (const UnsoundTally& unsound) {
    return plan_after_unsound_tally(std::move(log), unsound);
  }
  if (!tally) return plan_of(std::move(log), DaySource::log, "no tally yet");

  const auto count_again = [&](std::string why) {
    DayPlan plan = plan_of(std::move(log), DaySource::log, std::move(why));
    plan.replaced_rows = tally->metadata().rows;
    return plan;
  };
  if (options.rebuild && options.rebuild->contains(log.date))
    return count_again("rebuild asked for");
  if (tally->dialect_version() != kDialectVersion)
    return count_again("counted by an older release");

  FreshnessVerdict verdict =
      compare_sources(tally->metadata().sources, log.files, options.verify_logs);
  if (verdict.freshness == Freshness::changed) return count_again(std::move(verdict.why));
  const bool duplicates_count = has_duplicates(tally->metadata());
  if (duplicates_count && !options.allow_duplicates && !verdict.gone_stems.empty()) {
    // Somebody has removed one of them, as the error that such a tally causes asks for.
    DayPlan plan = count_again("a duplicate was removed");
    plan.replaced_rows = rows_without_duplicates(tally->metadata());
    return plan;
  }
  std::optional<TallyMetadata> refreshed;
  if (verdict.freshness == Freshness::ask_content) {
    refreshed = with_stats_of_today(tally->metadata(), log.files, verdict.in_doubt, memo);
    if (!refreshed) return count_again("log changed");
    if (is_trusted(tally->metadata(), log) || !is_trusted(*refreshed, log)) refreshed.reset();
    verdict.why += verdict.why.empty() ? "same content" : ", same content";
  }

  DayPlan plan = plan_of(std::move(log), DaySource::cache, std::move(verdict.why));
  if (!verdict.gone_stems.empty()) {
    plan.warnings.push_back(
        fmt::format("of the log of {}, {} is gone and the rest unchanged: its tally is used",
                    format_date(plan.log.date), fmt::join(verdict.gone_stems, ", ")));
  }
  plan.tally = std::move(tally);
  plan.refreshed = std::move(refreshed);
  return plan;
}

}  // namespace

DayPlan plan_day(const JobOptions& options, DayLog log, ContentMemo& memo) {
  if (!options.use_cache) {
    if (log.files.empty()) return plan_of(std::move(log), DaySource::missing, "no log");
    return plan_of(std::move(log), DaySource::log, "no cache asked for");
  }
  const TallyPaths paths = tally_paths(cache_folder_of(options), options.counting, log.date);
  if (log.files.empty()) return plan_day_without_log(options, std::move(log), paths);
  return plan_day_with_log(options, std::move(log), paths, memo);
}

DayPlan plan_after_unsound_tally(DayLog log, const UnsoundTally& unsound, const TallyFile* opened) {
  if (log.files.empty()) {
    throw Error(std::string(unsound.what()) + ", and the log of " + format_date(log.date) +
                " is gone: there is no right number for that day. Bring back the log or the file "
                "from a backup");
  }
  DayPlan plan = plan_of(std::move(log), DaySource::log, "its tally was not sound");
  plan.warnings.push_back(std::string(unsound.what()) + ": counted again from the log");
  if (opened != nullptr) plan.replaced_rows = opened->metadata().rows;
  return plan;
}

}  // namespace crudtally
