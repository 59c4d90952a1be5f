// `crudtally [aggregate] INPUT_DIR OUTPUT_DIR TARGET_DATE`: the job.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/memory_limit.h"
#include "base/process.h"
#include "base/text.h"
#include "base/version.h"
#include "cli/command.h"
#include "cli/help_formatter.h"
#include "cli/messages.h"
#include "cli/show_summary.h"
#include "cli/test_settings.h"
#include "job/aggregate.h"
#include "job/memory_plan.h"

namespace crudtally {
namespace {

constexpr std::string_view kDescription =
    R"(crudtally counts how often each user created, read, updated and deleted.

It reads the CSV logs (email,action,timestamp) of the days up to TARGET_DATE,
keeps each day's counts in a small Parquet file so that no log is read twice,
and writes OUTPUT_DIR/TARGET_DATE.csv, sorted by email:

  email,create_count,read_count,update_count,delete_count

Logs are INPUT_DIR/YYYY-MM-DD.csv, also .csv.gz and .csv.zst; several files of a
day are named like YYYY-MM-DD-eu.csv, or any .csv in a folder YYYY-MM-DD,
date=YYYY-MM-DD or dt=YYYY-MM-DD.
)";

constexpr std::string_view kFooter = R"(
Examples
  crudtally logs reports 2024-09-16
      The week from 2024-09-10 to 2024-09-16. The second call reads no log.
  crudtally logs reports 2024-09-16 --days 30 --strict --rejects rejected
      Thirty days; no report if a single row had to be rejected; those rows in
      rejected/YYYY-MM-DD.csv with file, line and reason.
  crudtally logs reports 2024-09-17 --exclude-target --json --quiet
      The seven days before; one line of JSON for a program to read.

Commands (`aggregate` is the one above; write ./cache for a folder of such a name)
  crudtally generate DIR --start DATE ...    write logs to try things with
  crudtally cache list|verify|prune DIR      look after the day tallies
Each has a --help of its own.

Exit status
  0 done   1 failed   2 wrong usage   3 too many rejects   4 no input
  130, 143 interrupted: finished day tallies stay, temporary files go
)";

// The arguments as they stand on the command line.
struct AggregateArguments {
  std::string target;
  std::string rebuild;
  std::string misfiled = "count";
  std::string missing_day = "warn";
  std::string format = "csv";
  std::optional<std::string> memory_limit;
  bool strict = false;
  bool no_cache = false;
  bool json = false;
  TalkOptions talk;
  JobOptions job;
};

void describe_window(CLI::App& app, AggregateArguments& arguments) {
  constexpr int kMostDays = 3660;
  JobOptions& job = arguments.job;
  app.add_option("INPUT_DIR", job.input_folder, "The folder with the logs")->required();
  app.add_option("OUTPUT_DIR", job.output_folder, "The folder for the report; made if missing")
      ->required();
  app.add_option("TARGET_DATE", arguments.target,
                 "YYYY-MM-DD: names the report, and is the window's last day")
      ->required();
  app.add_option("--days", job.days, "The number of days that the report covers")
      ->check(CLI::Range(1, kMostDays))
      ->type_name("N")
      ->capture_default_str()
      ->group("Window");
  app.add_flag("--exclude-target", job.exclude_target, "End the window the day before TARGET_DATE")
      ->group("Window");
  app.add_option("--missing-day", arguments.missing_day,
                 "A day without log and tally: warn and count it as empty, or fail (exit 4)")
      ->check(CLI::IsMember({"warn", "fail"}))
      ->type_name("warn|fail")
      ->capture_default_str()
      ->group("Window");
}

void describe_counting(CLI::App& app, AggregateArguments& arguments) {
  JobOptions& job = arguments.job;
  app.add_option(
         "--misfiled", arguments.misfiled,
         "An event whose own date is not its log's: count it for the log's day, or reject it")
      ->check(CLI::IsMember({"count", "reject"}))
      ->type_name("count|reject")
      ->capture_default_str()
      ->group("Counting");
  app.add_flag("--normalize-email", job.counting.normalize_email,
               "Trim blanks around emails and lower-case their ASCII letters")
      ->group("Counting");
  app.add_flag("--allow-duplicates", job.allow_duplicates,
               "Count two files of a day even if their contents are equal")
      ->group("Counting");
  app.add_option("--rejects", job.rejects_folder,
                 "Write the rejected rows of each day to DIR/YYYY-MM-DD.csv")
      ->type_name("DIR")
      ->group("Rejects");
  CLI::Option* ratio =
      app.add_option(
             "--max-reject-ratio", job.max_reject_ratio,
             "Exit 3, and write no report, if more than this share of the rows was rejected")
          ->check(share_up_to(1))
          ->type_name("R")
          ->capture_default_str()
          ->group("Rejects");
  app.add_flag("--strict", arguments.strict, "The same as --max-reject-ratio 0")
      ->excludes(ratio)
      ->group("Rejects");
}

void describe_cache(CLI::App& app, AggregateArguments& arguments) {
  JobOptions& job = arguments.job;
  app.add_option("--cache-dir", job.cache_folder,
                 "The folder with the day tallies [OUTPUT_DIR/.tallies]")
      ->type_name("DIR")
      ->group("Cache");
  app.add_flag("--no-cache", arguments.no_cache, "Neither read nor write day tallies")
      ->group("Cache");
  app.add_flag("--trust-cache", job.trust_cache,
               "The cache belongs to these logs, although none of its days matches one of them")
      ->group("Cache");
  app.add_flag(
         "--verify-logs", job.verify_logs,
         "Compare the contents of the logs with what was tallied, even where nothing seems to "
         "have changed")
      ->group("Cache");
  app.add_option("--rebuild", arguments.rebuild,
                 "Count the logs again: all of the window, or those from one date to another")
      ->type_name("[D..D]")
      ->group("Cache");
  app.add_flag("--accept-shrunk", job.accept_shrunk,
               "Believe a log that has fewer rows than when it was tallied")
      ->group("Cache");
}

void describe_output(CLI::App& app, AggregateArguments& arguments) {
  constexpr int kMostThreads = 256;
  app.add_option("--format", arguments.format, "The report's format")
      ->check(CLI::IsMember({"csv", "parquet"}))
      ->type_name("csv|parquet")
      ->capture_default_str()
      ->group("Output");
  app.add_flag("--json", arguments.json,
               "Print the summary as one line of JSON, on standard output")
      ->group("Output");
  app.add_option("--summary", arguments.job.summary_file, "Write the summary to a file, as JSON")
      ->type_name("FILE")
      ->group("Output");
  arguments.job.threads = available_processors();
  app.add_option("--threads", arguments.job.threads, "The number of threads [all cores]")
      ->check(CLI::Range(1, kMostThreads))
      ->type_name("N")
      ->group("Output");
  app.add_option("--memory-limit", arguments.memory_limit,
                 "The memory to do with, such as 512MiB; what is more goes to the disk [half of "
                 "what the machine, or the control group, has]")
      ->type_name("SIZE")
      ->group("Output");
  app.add_option("--spill-dir", arguments.job.spill_folder,
                 "Where that is put, in a file without a name [the cache, or OUTPUT_DIR]")
      ->type_name("DIR")
      ->group("Output");
  arguments.talk.add_to(app, "Output");
}

// Gives a bare --rebuild a value, so that it does not take the next argument for one.
Arguments with_rebuild_value(Arguments arguments) {
  for (size_t at = 0; at < arguments.size(); at++) {
    if (arguments[at] != "--rebuild") continue;
    const bool has_range = at + 1 < arguments.size() && arguments[at + 1].size() == 22 &&
                           arguments[at + 1].substr(10, 2) == "..";
    if (has_range) {
      arguments[at] += "=" + arguments[at + 1];
      arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    } else {
      arguments[at] = "--rebuild=all";
    }
  }
  return arguments;
}

// Throws Error (usage).
uint64_t memory_limit_of(const AggregateArguments& arguments) {
  if (!arguments.memory_limit) return std::max(available_memory() / 2, kLeastMemory);
  const std::optional<uint64_t> limit = parse_size(*arguments.memory_limit);
  if (!limit) {
    throw Error(fmt::format("--memory-limit: \"{}\" is not a size; write it as 256MiB or 4GiB",
                            *arguments.memory_limit),
                ExitStatus::usage);
  }
  if (*limit < kLeastMemory) {
    throw Error(fmt::format("--memory-limit: {} is less than 64MiB, the least to do with",
                            *arguments.memory_limit),
                ExitStatus::usage);
  }
  return *limit;
}

// Throws Error (usage).
JobOptions job_options(const AggregateArguments& arguments) {
  JobOptions job = arguments.job;
  if (job.input_folder.empty() || job.output_folder.empty()) {
    throw Error("the name of a folder is empty", ExitStatus::usage);
  }
  job.target_date = date_argument("TARGET_DATE", arguments.target);
  job.use_cache = !arguments.no_cache;
  if (arguments.strict) job.max_reject_ratio = 0;
  job.counting.reject_misfiled = arguments.misfiled == "reject";
  job.missing_day = arguments.missing_day == "fail" ? MissingDay::fail : MissingDay::warn;
  job.format = arguments.format == "parquet" ? ReportFormat::parquet : ReportFormat::csv;
  if (arguments.rebuild == "all") {
    job.rebuild = window_of(job);
  } else if (!arguments.rebuild.empty()) {
    job.rebuild = parse_date_range(arguments.rebuild);
    if (!job.rebuild) {
      throw Error(fmt::format("--rebuild: \"{}\" is not a range of dates; write it as "
                              "2024-09-01..2024-09-07",
                              arguments.rebuild),
                  ExitStatus::usage);
    }
  }
  const MemoryPlan memory = plan_memory(memory_limit_of(arguments), job.threads);
  job.threads = memory.threads;
  job.table_bytes = memory.table_bytes;
  read_test_settings(job);
  check_folders(job);
  return job;
}

BarState bar_state(const Progress& progress) {
  const uint64_t total = progress.bytes_total;
  const uint64_t done = progress.bytes_done;
  const uint64_t users = progress.users_written;
  if (users != 0) {
    return {1, fmt::format("writing the report: {} users", grouped(static_cast<int64_t>(users)))};
  }
  if (total == 0) return {0, "looking at logs and tallies"};
  return {static_cast<double>(done) / static_cast<double>(total),
          fmt::format("reading logs: {} of {}", readable_bytes(done), readable_bytes(total))};
}

// Writes --summary FILE; a failure becomes the call's, unless it has one already.
void write_summary_file(const std::string& path, Summary& summary) {
  if (path.empty()) return;
  std::string failure;
  run_guarded(
      [&] {
        write_json(summary, path);
        return ExitStatus::done;
      },
      failure);
  // What ended the call may be just this.
  if (failure.empty() || failure == summary.error) return;
  if (summary.exit_status != ExitStatus::done) {
    complain(failure);
    return;
  }
  summary.exit_status = ExitStatus::failed;
  summary.error = failure + "; the report is written";
}

}  // namespace

int run_aggregate(const Arguments& given) {
  CLI::App app{std::string(kDescription), "crudtally"};
  app.footer(std::string(kFooter));
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", fmt::format("crudtally {}", kVersion));
  AggregateArguments arguments;
  describe_window(app, arguments);
  describe_counting(app, arguments);
  describe_cache(app, arguments);
  describe_output(app, arguments);
  int status = 0;
  if (!parse_arguments(app, with_rebuild_value(given), status)) return status;

  Summary summary;
  summary.target_date = arguments.target;
  summary.exit_status = run_guarded(
      [&] {
        const JobOptions job = job_options(arguments);
        Progress progress;
        const ProgressBar bar(arguments.talk.show(), [&] { return bar_state(progress); });
        aggregate(job, progress, summary);
        return summary.exit_status;
      },
      summary.error);
  if (summary.exit_status != ExitStatus::usage) {
    summary.peak_memory_bytes = peak_memory_bytes();
    if (!arguments.talk.quiet) show_summary(summary);
    write_summary_file(arguments.job.summary_file, summary);
  }
  if (!summary.error.empty()) complain(summary.error);
  if (summary.exit_status != ExitStatus::usage && arguments.json && !print_json(summary)) {
    complain("cannot write the summary to standard output");
    if (summary.exit_status == ExitStatus::done) summary.exit_status = ExitStatus::failed;
  }
  return static_cast<int>(summary.exit_status);
}

}  // namespace crudtally
