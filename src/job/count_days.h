// Day logs, read and counted on all threads.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "base/date.h"
#include "core/line_buffer.h"
#include "core/run_ranges.h"
#include "job/options.h"
#include "job/progress.h"
#include "job/shared_table.h"
#include "logs/log_file.h"
#include "spill/spill_file.h"
#include "spill/spilled_run.h"
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
  // Files without rejects left out; of a call that wants neither a cache nor the rejects, examples.
  std::vector<FileRejects> rejects;
  uint64_t bytes_read = 0;
};

// The threads' memory, and what they have counted: kept from one day to the next, since touching
// new memory is what costs, and most users of a day are in the next one as well.
class Workers {
 public:
  // So many threads of the call's, and as great a share of its memory.
  Workers(const JobOptions& options, size_t threads);

  size_t threads() const { return workers_.size(); }

  // Counts `days`, all together as one. Users for whom there is no memory are spilled, and nothing
  // of the days before is kept then. Throws Error, and LogChanged where a file is no longer what
  // was found; then everything counted so far is forgotten.
  std::vector<CountedDay> count(const std::vector<DayLog>& days, Progress& progress);

  // What the last `count` counted, sorted, to be used up once and then kept by `keep_day`.
  std::unique_ptr<RunRanges> sorted();

  // Says that what was sorted is the tally of `date`. Forgets it, and all days before it, where
  // they take too much memory.
  void keep_day(Date date);

  // Gives back the memory of tables that keep nothing.
  void release();

  // The days that are kept, and what they add up to.
  bool keeps(Date date) const { return kept_.contains(date); }
  bool keeps_any() const { return !kept_.empty(); }
  std::unique_ptr<EmailRanges> window() const { return table_.window(); }

 private:
  struct Worker {
    explicit Worker(SharedTable& table) : counter(table) {}
    std::unique_ptr<LineBuffer> buffer;
    ThreadCounter counter;
  };

  void forget();
  void spill();
  std::vector<CountedDay> count_all(const std::vector<DayLog>& days, Progress& progress);

  const JobOptions& options_;
  size_t most_bytes_;
  SharedTable table_;
  SpillFile spill_file_;
  std::vector<std::unique_ptr<SpilledRun>> spilled_;  // of the days that are being counted
  std::set<Date> kept_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace crudtally
