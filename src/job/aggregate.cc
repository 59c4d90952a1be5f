#include "job/aggregate.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/atomic_file.h"
#include "base/interrupt.h"
#include "base/parallel.h"
#include "base/process.h"
#include "base/step_timer.h"
#include "base/text.h"
#include "job/cache_place.h"
#include "job/content_memo.h"
#include "job/count_days.h"
#include "job/day.h"
#include "job/day_plan.h"
#include "job/earlier_report.h"
#include "job/log_checks.h"
#include "job/tallier.h"
#include "job/tally_day.h"
#include "job/window_ranges.h"
#include "logs/find_logs.h"
#include "report/rejects_csv.h"
#include "tally/cache_folder.h"
#include "tally/places.h"

namespace crudtally {
namespace {

// One call, step by step; `aggregate` below is the list of the steps.
class Job {
 public:
  Job(const JobOptions& options, Progress& progress, Summary& summary)
      : options_(options),
        progress_(progress),
        summary_(summary),
        memo_(options.threads, progress),
        tallier_(options, memo_, progress) {}

  void find_days();
  void plan_days();
  void refuse_missing_days();
  void open_folders();
  void count_days();
  void check_days();
  void find_earlier_report();
  void merge_days();
  void finish_tallies();
  void write_rejects();
  bool has_too_many_rejects();
  void publish();

 private:
  void count_without_cache();
  void count_into_cache(const std::vector<DayPlan*>& plans);
  std::unique_ptr<RunRanges> merged_rows();
  std::string write_pending_report();
  std::vector<const TallyMetadata*> metadata_of_days() const;
  void recount_distrusted_days(const std::string& wrong);
  void describe();
  void warn(const std::vector<std::string>& warnings);

  const JobOptions& options_;
  Progress& progress_;
  Summary& summary_;
  ContentMemo memo_;
  std::vector<Day> days_;
  std::unique_ptr<Workers> workers_;  // of a call without a cache
  Tallier tallier_;                   // of one with a cache
  bool cache_place_is_new_ = false;
  uint64_t counted_bytes_ = 0;
  std::optional<EarlierReport> earlier_report_;
  std::unique_ptr<PendingReport> report_;
};

void Job::find_days() {
  const StepTimer timer(summary_.seconds.find);
  const DateRange window = window_of(options_);
  std::vector<std::string> own_folders = {options_.output_folder, cache_folder_of(options_)};
  if (!options_.rejects_folder.empty()) own_folders.push_back(options_.rejects_folder);
  for (std::string& folder : own_folders) folder = canonical_path(folder);
  FoundLogs found = find_logs(options_.input_folder, window, own_folders);
  summary_.ignored_files = std::move(found.ignored_files);
  summary_.warnings = std::move(found.warnings);
  warn(warn_of_ignored_files(summary_.ignored_files));
  for (Date date = window.first; date <= window.last; date += std::chrono::days(1)) {
    Day day;
    day.plan.log = {date, std::move(found.days[date])};
    days_.push_back(std::move(day));
  }
}

void Job::plan_days() {
  const StepTimer timer(summary_.seconds.find);
  if (options_.use_cache) cache_place_is_new_ = is_new_cache_place(options_, memo_);
  // Opening a tally reads all of it once.
  parallel_for(options_.threads, days_.size(), [&](size_t, size_t index) {
    throw_if_stopped();
    days_[index].plan = plan_day(options_, std::move(days_[index].plan.log), memo_);
  });
  for (const Day& day : days_) {
    if (day.plan.source != DaySource::log) continue;
    for (const LogFile& file : day.plan.log.files) progress_.bytes_total += file.stat.size;
  }
  describe();
}

void Job::refuse_missing_days() {
  std::vector<std::string> missing;
  for (const Day& day : days_) {
    if (day.plan.source == DaySource::missing) missing.push_back(format_date(day.plan.log.date));
  }
  if (missing.empty()) return;
  if (missing.size() == days_.size()) {
    throw Error(fmt::format("no input: {} has no log, and the cache no tally, of any day from {} "
                            "to {}. Logs are named like {}.csv",
                            options_.input_folder, missing.front(), missing.back(), missing.back()),
                ExitStatus::no_input);
  }
  constexpr size_t kNamed = 10;
  const std::string text =
      fmt::format("{} without a log and a tally: {}", counted(std::ssize(missing), "day"),
                  first_of(missing, kNamed));
  if (options_.missing_day == MissingDay::fail) {
    throw Error(text + " (--missing-day fail)", ExitStatus::no_input);
  }
  summary_.warnings.push_back(text + "; counted as empty");
}

// The first that is written: what cannot be written is found out before the work, not after it.
void Job::open_folders() {
  make_folders(options_.output_folder);
  const AtomicFile report(report_path(options_));
  if (!options_.spill_folder.empty()) make_folders(options_.spill_folder);
  if (!options_.rejects_folder.empty()) make_folders(options_.rejects_folder);
  if (!options_.summary_file.empty() && !is_pipe_or_device(options_.summary_file)) {
    const AtomicFile summary(options_.summary_file);
  }
  if (cache_place_is_new_)
    remember_place(cache_folder_of(options_), place_of(options_.input_folder));
}

void Job::count_days() {
  const StepTimer timer(summary_.seconds.count);
  if (options_.use_cache) {
    std::vector<DayPlan*> plans;
    for (Day& day : days_) {
      if (day.plan.source == DaySource::log || day.plan.refreshed) plans.push_back(&day.plan);
    }
    count_into_cache(plans);
  } else {
    count_without_cache();
  }
}

// All days into the same tables: without tallies to keep, a user who is there every day is one
// entry, not seven.
void Job::count_without_cache() {
  std::vector<DayLog> logs;
  for (const Day& day : days_) {
    if (day.plan.source == DaySource::log) logs.push_back(day.plan.log);
  }
  workers_ = std::make_unique<Workers>(options_, options_.threads);
  std::vector<CountedDay> counted = count_settled(options_, logs, *workers_, progress_);
  auto next = counted.begin();
  for (Day& day : days_) {
    if (day.plan.source != DaySource::log) continue;
    counted_bytes_ += next->bytes_read;
    day.counted = std::move(*next++);
  }
}

void Job::count_into_cache(const std::vector<DayPlan*>& plans) {
  try {
    tallier_.tally(plans);
  } catch (...) {
    // The summary tells of the days that were finished.
    describe();
    throw;
  }
}

// What only the days' metadata can tell, whether they were counted now or long ago.
void Job::check_days() {
  for (const Day& day : days_) {
    warn(day.plan.warnings);
    const TallyMetadata* metadata = day.metadata();
    if (metadata == nullptr) continue;
    if (!options_.allow_duplicates) refuse_duplicates(*metadata, day.plan.log.files);
    warn(warn_of_empty_logs(*metadata, day.plan.log.files));
  }
  warn(warn_of_equal_days(metadata_of_days()));
  warn(warn_of_rejects(metadata_of_days(), options_.rejects_folder));
  describe();
}

// Of those that are not missing.
std::vector<const TallyMetadata*> Job::metadata_of_days() const {
  std::vector<const TallyMetadata*> all;
  for (const Day& day : days_) {
    if (const TallyMetadata* metadata = day.metadata(); metadata != nullptr)
      all.push_back(metadata);
  }
  return all;
}

// The days that were counted in this call are still in memory, others in an earlier report; what is
// left comes from tallies.
std::unique_ptr<RunRanges> Job::merged_rows() {
  if (!options_.use_cache) return workers_->sorted();
  std::vector<std::unique_ptr<EmailRanges>> days = tallier_.kept_days();
  std::vector<std::unique_ptr<EmailRanges>> taken;
  if (earlier_report_) {
    days.push_back(std::make_unique<ReportRows>(earlier_report_->rows));
    for (const auto& tally : earlier_report_->taken) taken.push_back(tally->ranges());
  }
  for (const Day& day : days_) {
    const Date date = day.plan.log.date;
    if (tallier_.keeps(date) || (earlier_report_ && earlier_report_->days.contains(date))) continue;
    if (day.plan.made) tallier_.wait();
    if (day.plan.tally) days.push_back(day.plan.tally->ranges());
  }
  return std::make_unique<WindowRanges>(std::move(days), std::move(taken), options_.threads);
}

void Job::find_earlier_report() {
  const StepTimer timer(summary_.seconds.find);
  earlier_report_ = crudtally::find_earlier_report(
      options_, days_, [this](Date date) { return tallier_.keeps(date); });
}

void Job::merge_days() {
  std::string wrong = write_pending_report();
  if (!wrong.empty() && earlier_report_) {
    warn({fmt::format("{} was not used, as {}", earlier_report_->path, wrong)});
    earlier_report_.reset();
    wrong = write_pending_report();
  }
  if (!wrong.empty()) {
    // A tally went bad since it was opened. Once is what a disk may do; twice is for a person.
    recount_distrusted_days(wrong);
    wrong = write_pending_report();
    if (!wrong.empty()) throw Error(wrong + ", twice during this call. Is the disk in order?");
  }
  const ReportTotals& totals = report_->totals();
  summary_.seconds.merge += totals.merge_seconds;
  summary_.seconds.write += totals.write_seconds;
  if (earlier_report_) {
    summary_.from_report = earlier_report_->path;
    for (const auto& tally : earlier_report_->taken) summary_.cache_bytes_read += tally->bytes();
  }
  summary_.users = totals.users;
  summary_.sums = totals.sums;
  const int64_t counted = std::accumulate(totals.sums.begin(), totals.sums.end(), int64_t{0});
  if (counted != summary_.events) {
    throw std::logic_error(
        fmt::format("the books do not balance: the report counts {} events, its days have {}",
                    counted, summary_.events));
  }
}

// Returns why there is no report that can be believed; empty where there is one.
std::string Job::write_pending_report() {
  report_.reset();
  progress_.users_written = 0;
  try {
    report_ =
        write_report(report_path(options_), options_.format, *merged_rows(), options_.threads,
                     [&](int64_t rows) { progress_.users_written = static_cast<uint64_t>(rows); });
  } catch (const UnsoundTally& unsound) {
    return unsound.what();
  } catch (const Error& error) {
    // Whatever it is, it may be the earlier report's fault, and must not be.
    if (!earlier_report_ || error.status() != ExitStatus::failed) throw;
    return error.what();
  }
  if (!options_.use_cache || is_sum_of(report_->totals(), metadata_of_days())) return {};
  return "its rows do not add up to those of the days";
}

// The waiting for the disk comes last: it has been at it while the report was made.
void Job::finish_tallies() {
  const StepTimer timer(summary_.seconds.write);
  try {
    tallier_.wait();
  } catch (...) {
    describe();
    throw;
  }
}

void Job::recount_distrusted_days(const std::string& wrong) {
  std::vector<DayPlan*> distrusted;
  for (Day& day : days_) {
    if (tallier_.keeps(day.plan.log.date) || !day.plan.tally) continue;
    try {
      day.plan.tally->verify_rows();
    } catch (const UnsoundTally& unsound) {
      const std::unique_ptr<TallyFile> tally = std::move(day.plan.tally);
      day.plan = plan_after_unsound_tally(std::move(day.plan.log), unsound, tally.get());
      day.plan.tally_is_distrusted = true;
      warn(day.plan.warnings);
      distrusted.push_back(&day.plan);
    }
  }
  if (distrusted.empty()) {
    throw std::logic_error("no report can be made, as " + wrong +
                           ", although each tally is what it should be");
  }
  count_into_cache(distrusted);
  describe();
}

void Job::write_rejects() {
  if (options_.rejects_folder.empty()) return;
  const StepTimer timer(summary_.seconds.write);
  for (const Day& day : days_) {
    const std::string path =
        options_.rejects_folder + "/" + format_date(day.plan.log.date) + ".csv";
    if (day.counted) {
      write_rejects_csv(path, day.counted->rejects);
      continue;
    }
    std::optional<RejectsSource> source;
    if (const TallyMetadata* metadata = day.metadata();
        metadata && !metadata->rejects_file.empty()) {
      const TallyPaths paths =
          tally_paths(cache_folder_of(options_), options_.counting, metadata->date);
      source = {paths.rejects, metadata->rejects_digest};
    }
    try {
      write_rejects_csv(path, source);
    } catch (const UnsoundTally& unsound) {
      throw Error(std::string(unsound.what()) + ": it was replaced during this call. Call again");
    }
  }
}

bool Job::has_too_many_rejects() {
  const int64_t rejects = total(summary_.rejects);
  if (rejects == 0) return false;
  const double ratio = static_cast<double>(rejects) / static_cast<double>(summary_.rows);
  if (ratio <= options_.max_reject_ratio) return false;
  summary_.exit_status = ExitStatus::too_many_rejects;
  const std::string path = report_path(options_);
  summary_.error = fmt::format(
      "{} of {} rejected, a ratio of {:.6g} where {:.6g} is allowed: no report was written{}. {}",
      grouped(rejects), counted(summary_.rows, "row"), ratio, options_.max_reject_ratio,
      stat_file(path) ? ", and " + path + " is left as it was" : "",
      options_.rejects_folder.empty() ? "See the rows with --rejects DIR"
                                      : "The rows are in " + options_.rejects_folder);
  return true;
}

void Job::publish() {
  const StepTimer timer(summary_.seconds.write);
  report_->publish();
  summary_.report = report_path(options_);
  summary_.report_digest = report_->totals().digest;
  summary_.peak_memory_bytes = peak_memory_bytes();
  write_file_atomically(report_summary_path(options_), to_json(summary_) + "\n");
}

void Job::warn(const std::vector<std::string>& warnings) {
  summary_.warnings.insert(summary_.warnings.end(), warnings.begin(), warnings.end());
}

void Job::describe() {
  describe_days(days_, summary_);
  summary_.bytes_read = counted_bytes_ + tallier_.bytes_read() + memo_.bytes_read();
}

}  // namespace

void aggregate(const JobOptions& options, Progress& progress, Summary& summary) {
  check_folders(options);
  Job job(options, progress, summary);
  job.find_days();
  job.plan_days();
  job.refuse_missing_days();
  job.open_folders();
  job.count_days();
  job.check_days();
  job.find_earlier_report();
  job.merge_days();
  job.finish_tallies();
  job.write_rejects();
  if (!job.has_too_many_rejects()) job.publish();
}

}  // namespace crudtally
