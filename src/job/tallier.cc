#include "job/tallier.h"

#include <algorithm>

#include "base/interrupt.h"
#include "base/parallel.h"
#include "job/count_split.h"
#include "job/tally_day.h"

namespace crudtally {
namespace {

bool keeps_threads_busy(const DayLog& log, const JobOptions& options) {
  size_t splits = 0;
  for (const LogFile& file : log.files) splits += splits_of(file, options.split_bytes).size();
  return splits >= options.threads;
}

}  // namespace

Tallier::Tallier(const JobOptions& options, ContentMemo& memo, Progress& progress)
    : options_(options), memo_(memo), progress_(progress) {}

void Tallier::tally(const std::vector<DayPlan*>& plans) {
  std::vector<DayPlan*> small;
  std::vector<DayPlan*> large;
  for (DayPlan* plan : plans) {
    (keeps_threads_busy(plan->log, options_) ? large : small).push_back(plan);
  }
  try {
    if (small.size() < 2) {
      tally_in_lanes(plans, one_, 1);
    } else {
      tally_in_lanes(small, side_by_side_, std::min(small.size(), options_.threads));
      tally_in_lanes(large, one_, 1);
    }
  } catch (...) {
    join();
    throw;
  }
  for (Lanes* lanes : {&one_, &side_by_side_}) {
    for (const std::unique_ptr<Lane>& lane : *lanes) lane->workers.release();
  }
}

void Tallier::tally_in_lanes(const std::vector<DayPlan*>& plans, Lanes& lanes, size_t count) {
  while (lanes.size() < count) {
    lanes.push_back(std::make_unique<Lane>(options_, options_.threads / count));
  }
  parallel_for(count, plans.size(), [&](size_t index_of_lane, size_t index) {
    throw_if_stopped();
    Lane& lane = *lanes[index_of_lane];
    bytes_read_ += tally_day(options_, *plans[index], memo_, lane.workers, progress_, lane.closing);
  });
}

void Tallier::wait() {
  for (Lanes* lanes : {&one_, &side_by_side_}) {
    for (const std::unique_ptr<Lane>& lane : *lanes) lane->closing.wait();
  }
}

void Tallier::join() {
  for (Lanes* lanes : {&one_, &side_by_side_}) {
    for (const std::unique_ptr<Lane>& lane : *lanes) lane->closing.join();
  }
}

bool Tallier::keeps(Date date) const {
  const auto keeps = [date](const std::unique_ptr<Lane>& lane) {
    return lane->workers.keeps(date);
  };
  return std::ranges::any_of(one_, keeps) || std::ranges::any_of(side_by_side_, keeps);
}

std::vector<std::unique_ptr<EmailRanges>> Tallier::kept_days() const {
  std::vector<std::unique_ptr<EmailRanges>> days;
  for (const Lanes* lanes : {&one_, &side_by_side_}) {
    for (const std::unique_ptr<Lane>& lane : *lanes) {
      if (lane->workers.keeps_any()) days.push_back(lane->workers.window());
    }
  }
  return days;
}

}  // namespace crudtally
