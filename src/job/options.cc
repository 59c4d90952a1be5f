#include "job/options.h"

#include "base/error.h"
#include "base/file.h"

namespace crudtally {
namespace {

// Whether a file named after a date in `folder` would be taken for a log of `input`: in the input
// folder itself, or anywhere under one of its date folders.
bool is_among_logs(const std::string& folder, const std::string& input) {
  if (folder == input) return true;
  if (!folder.starts_with(input + "/")) return false;
  std::string_view first = std::string_view(folder).substr(input.size() + 1);
  first = first.substr(0, first.find('/'));
  for (const std::string_view prefix : {"date=", "dt=", ""}) {
    if (first.starts_with(prefix) && parse_date(first.substr(prefix.size()))) return true;
  }
  return false;
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

void check_folders(const JobOptions& options) {
  const std::string input = canonical_path(options.input_folder);
  const std::string output = canonical_path(options.output_folder);
  const auto refuse = [&](const std::string& what, const std::string& folder) {
    throw Error(what + " " + folder + " lies among the logs of " + options.input_folder +
                    ": what is written there would be taken for a log. Choose another folder",
                ExitStatus::usage);
  };
  if (is_among_logs(output, input)) refuse("the output folder", options.output_folder);
  if (options.use_cache && is_among_logs(canonical_path(cache_folder_of(options)), input)) {
    refuse("the cache folder", cache_folder_of(options));
  }
  if (options.rejects_folder.empty()) return;
  const std::string rejects = canonical_path(options.rejects_folder);
  if (is_among_logs(rejects, input)) refuse("the rejects folder", options.rejects_folder);
  if (rejects == output) {
    throw Error("the rejects folder is the output folder " + options.output_folder +
                    ": a day's rejects and a report have the same name there. Choose another "
                    "folder for --rejects",
                ExitStatus::usage);
  }
}

}  // namespace crudtally
