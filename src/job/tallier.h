// Makes the tallies of a window's days, on all threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/background.h"
#include "core/run_ranges.h"
#include "job/content_memo.h"
#include "job/count_days.h"
#include "job/day_plan.h"
#include "job/options.h"
#include "job/progress.h"

namespace crudtally {

class Tallier {
 public:
  // What is given must outlive this.
  Tallier(const JobOptions& options, ContentMemo& memo, Progress& progress);

  // Does what each of the plans wants written (see tally_day). Days of so few splits that they
  // cannot keep all threads busy (a compressed file is one) are counted side by side, the others
  // one after the other. Throws an Error of the first of them that has one; the days that were
  // finished by then stay.
  //
  // While a tally is on its way to the disk, the next day is counted, and after the last one the
  // caller may go on, with `wait` still to come and the plans kept until then.
  void tally(const std::vector<DayPlan*>& plans);
  // Throws an Error where the disk has not taken a tally.
  void wait();

  uint64_t bytes_read() const { return bytes_read_; }  // from logs

  // Whether the day is in the memory of those who counted it, so that its tally need not be read.
  bool keeps(Date date) const;
  // The days that are kept, as runs of their sums. Must not outlive this.
  std::vector<std::unique_ptr<EmailRanges>> kept_days() const;

 private:
  // A lane counts a day at a time, with threads and tables of its own.
  struct Lane {
    Lane(const JobOptions& options, size_t threads) : workers(options, threads) {}
    Workers workers;
    Background closing;
  };
  using Lanes = std::vector<std::unique_ptr<Lane>>;

  void tally_in_lanes(const std::vector<DayPlan*>& plans, Lanes& lanes, size_t count);
  void join();

  const JobOptions& options_;
  ContentMemo& memo_;
  Progress& progress_;
  Lanes one_;
  Lanes side_by_side_;
  std::atomic<uint64_t> bytes_read_ = 0;
};

}  // namespace crudtally
