// Where things lie in a cache folder, and who may write them.
//
//   CACHE/cache.json                       whose cache it is (tally/places.h)
//   CACHE/YYYY-MM-DD.parquet               a day tally
//   CACHE/YYYY-MM-DD.rejects.parquet       its rejects, where it has any
//   CACHE/.YYYY-MM-DD.lock                 held by flock while the day is being built
//   CACHE/misfiled-reject/…                the same for other options that change counts:
//   CACHE/normalize-email/…
//   CACHE/misfiled-reject+normalize-email/…
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/file.h"
#include "tally/metadata.h"

namespace crudtally {

// The name of the subfolder for these options; empty for the default ones.
std::string options_folder_name(const CountOptions& options);

// All four combinations of the options that change counts.
std::vector<CountOptions> all_count_options();

struct TallyPaths {
  std::string folder;
  std::string tally;
  std::string rejects;
  std::string lock;
};

TallyPaths tally_paths(const std::string& cache_folder, const CountOptions& options, Date date);

// The dates that have a tally file for these options, ascending. None where there is no folder.
std::vector<Date> tally_dates(const std::string& cache_folder, const CountOptions& options);

// The right to build one day: at most one process of this machine has it, and it ends with the
// process, however that ends.
class DayLock {
 public:
  // Waits while another process has it. Throws Error where the folder cannot be written, and as
  // throw_if_stopped does.
  explicit DayLock(const std::string& lock_path);
  // Removes the lock file and lets the next one in.
  ~DayLock();
  DayLock(const DayLock&) = delete;
  DayLock& operator=(const DayLock&) = delete;

 private:
  std::optional<File> file_;
};

}  // namespace crudtally
