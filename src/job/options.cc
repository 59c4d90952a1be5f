#include "job/options.h"

#include "base/error.h"
#include "base/file.h"
#include "logs/log_names.h"

namespace crudtally {
namespace {

// Whether a file named after a date in `folder` would be taken for a log of `input`: in the input
// folder itself, or anywhere under one of its date folders.
bool is_among_logs(const std::string& folder, const std::string& input) {
  if (folder == input) return true;
  if (!folder.starts_with(input + "/")) return false;
  const std::string_view below = std::string_view(folder).substr(input.size() + 1);
  return day_of_folder_name(below.substr(0, below.find('/'))).has_value();
}

Error usage_error(const std::string& message) {
  return Error(message, ExitStatus::usage);
}

}  // namespace

DateRange window_of(const JobOptions& options) {
  const Date last = options.target_date - std::chrono::days(options.exclude_target ? 1 : 0);
  const DateRange window = {last - std::chrono::days(options.days - 1), last};
  if (window.first < *parse_date("0001-01-01")) {
    throw Error("the window of " + std::to_string(options.days) + " days up to " +
                    format_date(options.target_date) + " begins before the year 1",
                ExitStatus::usage);
  }
  return window;
}

std::string report_path(const JobOptions& options) {
  const bool csv = options.format == ReportFormat::csv;
  return options.output_folder + "/" + format_date(options.target_date) +
         (csv ? ".csv" : ".parquet");
}

std::string report_summary_path(const JobOptions& options) {
  return options.output_folder + "/" + format_date(options.target_date) + ".json";
}

std::string cache_folder_of(const JobOptions& options) {
  return options.cache_folder.empty() ? options.output_folder + "/.tallies" : options.cache_folder;
}

std::string spill_folder_of(const JobOptions& options) {
  if (!options.spill_folder.empty()) return options.spill_folder;
  return options.use_cache ? cache_folder_of(options) : options.output_folder;
}

void check_folders(const JobOptions& options) {
  const std::string input = canonical_path(options.input_folder);
  const std::string output = canonical_path(options.output_folder);
  const std::string cache =
      options.use_cache ? canonical_path(cache_folder_of(options)) : std::string();
  const auto refuse_among_logs = [&](const std::string& what, const std::string& folder) {
    if (!is_among_logs(canonical_path(folder), input)) return;
    throw usage_error(what + " " + folder + " lies among the logs of " + options.input_folder +
                      ": what is written there could replace a log, or be taken for one. Choose "
                      "another folder");
  };
  refuse_among_logs("the output folder", options.output_folder);
  if (options.use_cache) refuse_among_logs("the cache folder", cache_folder_of(options));
  if (cache == output && options.format == ReportFormat::parquet) {
    throw usage_error("the cache folder is the output folder " + options.output_folder +
                      ": a day's tally and a Parquet report have the same name there. Choose "
                      "another --cache-dir");
  }
  if (!options.rejects_folder.empty()) {
    refuse_among_logs("the rejects folder", options.rejects_folder);
    const std::string rejects = canonical_path(options.rejects_folder);
    if (rejects == output || rejects == cache) {
      throw usage_error("the rejects folder " + options.rejects_folder +
                        " is the folder of reports or of tallies. Choose another one for "
                        "--rejects");
    }
  }
  if (!options.summary_file.empty()) {
    const std::string summary = canonical_path(options.summary_file);
    refuse_among_logs("the folder of --summary,", folder_of(options.summary_file));
    const std::string folder = folder_of(summary);
    const bool is_rejects_folder =
        !options.rejects_folder.empty() && folder == canonical_path(options.rejects_folder);
    if (summary == canonical_path(report_path(options)) || folder == cache || is_rejects_folder) {
      throw usage_error("--summary: " + options.summary_file +
                        " could replace a report, a tally or rejects. Choose another file");
    }
  }
}

}  // namespace crudtally
