#include "tally/cache_folder.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include <unistd.h>

#include "base/error.h"

namespace crudtally {
namespace {

constexpr std::string_view kTallySuffix = ".parquet";

// The date of a tally's file name, or nothing for any other name.
std::optional<Date> date_of_tally(std::string_view name) {
  if (!name.ends_with(kTallySuffix)) return std::nullopt;
  return parse_date(name.substr(0, name.size() - kTallySuffix.size()));
}

}  // namespace

std::string options_folder_name(const CountOptions& options) {
  std::string name;
  if (options.reject_misfiled) name = "misfiled-reject";
  if (options.normalize_email) name += name.empty() ? "normalize-email" : "+normalize-email";
  return name;
}

std::vector<CountOptions> all_count_options() {
  return {{false, false}, {true, false}, {false, true}, {true, true}};
}

TallyPaths tally_paths(const std::string& cache_folder, const CountOptions& options, Date date) {
  const std::string options_folder = options_folder_name(options);
  TallyPaths paths;
  paths.folder = options_folder.empty() ? cache_folder : cache_folder + "/" + options_folder;
  const std::string day = format_date(date);
  paths.tally = paths.folder + "/" + day + std::string(kTallySuffix);
  paths.rejects = paths.folder + "/" + day + ".rejects.parquet";
  paths.lock = paths.folder + "/." + day + ".lock";
  return paths;
}

std::vector<Date> tally_dates(const std::string& cache_folder, const CountOptions& options) {
  const std::string folder = tally_paths(cache_folder, options, Date()).folder;
  std::vector<Date> dates;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  if (error == std::errc::no_such_file_or_directory) return dates;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::optional<Date> date = date_of_tally(entry->path().filename().string());
    if (date) dates.push_back(*date);
  }
  if (error) throw Error("cannot read the cache folder " + folder + ": " + error.message());
  std::ranges::sort(dates);
  return dates;
}

DayLock::DayLock(const std::string& lock_path) {
  // Whoever had the lock before removed the file: then what was locked here is no longer what the
  // next process would lock, and it is done again.
  do {
    file_ = File::create(lock_path, File::Create::open_existing, 0666);
    file_->lock();
  } while (!file_->is_at_its_path());
}

DayLock::~DayLock() {
  ::unlink(file_->path().c_str());
}

}  // namespace crudtally
