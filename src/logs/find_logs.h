// Which files are the log of which day.
//
//   INPUT/YYYY-MM-DD*.csv[.gz|.zst]   after the date comes the end of the stem, or no digit
//   INPUT/YYYY-MM-DD/…, INPUT/date=YYYY-MM-DD/…, INPUT/dt=YYYY-MM-DD/…
//                                     any name ending in .csv[.gz|.zst], at any depth
//
// Hidden files and folders, and files ending in .tmp or .part, are left alone. Any other file whose
// name holds a date (YYYY-MM-DD or YYYYMMDD) or ".csv" (in any case) is ignored, and said to be.
// Symbolic links are followed, each folder once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "logs/log_file.h"

namespace crudtally {

struct FoundLogs {
  // The files of each day of the range that has any, sorted by name.
  std::map<Date, std::vector<LogFile>> days;
  // The names of files that look like logs but fit no rule, sorted.
  std::vector<std::string> ignored_files;
  // What a person should know: two forms of one stem (the plain one is read).
  std::vector<std::string> warnings;
};

// The logs of `range` in `input_folder`. Folders in `skipped_folders` (canonical paths: the job's
// own output) are not entered. Throws Error, no_input where the folder does not exist, failed where
// it is not a folder or cannot be read.
FoundLogs find_logs(const std::string& input_folder, const DateRange& range,
                    const std::vector<std::string>& skipped_folders);

}  // namespace crudtally
