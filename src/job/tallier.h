// Makes the tallies of a window's days, on all threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

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

  // Does what each of the plans wants written (see tally_day); while a tally is on its way to the
  // disk, the next day is counted. Days of so few splits that they cannot keep all threads busy (a
  // compressed file is one) are counted side by side, the others one after the other. Throws an
  // Error of the first of them that has one; the days that were finished by then stay.
  void tally(const std::vector<DayPlan*>& plans);

  uint64_t bytes_read() const { return bytes_read_; }  // from logs

  // Whether the day is in the memory of those who counted it, so that its tally need not be read.
  bool keeps(Date date) const;
  // The days that are kept, as runs of their sums. Must not outlive this.
  std::vector<std::unique_ptr<EmailRanges>> kept_days() const;

 private:
  using Lanes = std::vector<std::unique_ptr<Workers>>;

  void tally_in_lanes(const std::vector<DayPlan*>& plans, Lanes& lanes, size_t count);

  const JobOptions& options_;
  ContentMemo& memo_;
  Progress& progress_;
  // Each lane counts a day at a time, with threads and tables of its own.
  Lanes one_;
  Lanes side_by_side_;
  std::atomic<uint64_t> bytes_read_ = 0;
};

}  // namespace crudtally
