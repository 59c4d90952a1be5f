// Day logs, read and counted on all threads.
#pragma once

#include <memory>
#include <vector>

#include "base/date.h"
#include "core/count_table.h"
#include "core/run.h"
#include "job/options.h"
#include "job/progress.h"
#include "logs/log_file.h"
#include "tally/metadata.h"
#include "tally/rejects_file.h"

namespace crudtally {

struct DayLog {
  Date date;
  std::vector<LogFile> files;  // sorted by name
};

struct CountedDay {
  // All but users, sums and digests, which only the merged run can tell.
  TallyMetadata metadata;
  std::vector<FileRejects> rejects;  // files without rejects left out
  uint64_t bytes_read = 0;
};

// The workers' memory, kept from one day to the next: touching new memory is what costs.
class Workers {
 public:
  explicit Workers(const JobOptions& options);

  // Forgets what was counted before, and counts `days` into the tables, all together. Throws Error,
  // and LogChanged where a file is no longer what was found.
  std::vector<CountedDay> count(const std::vector<DayLog>& days, Progress& progress);

  // The run of all that the last `count` counted; used up before the next one.
  std::unique_ptr<Run> run() const;

 private:
  struct Worker {
    explicit Worker(size_t piece_bytes) : buffer(piece_bytes) {}
    LineBuffer buffer;
    CountTable table;
  };

  const JobOptions& options_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace crudtally
