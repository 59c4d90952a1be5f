#include "job/day.h"

#include <utility>

namespace crudtally {
namespace {

DaySummary describe(const Day& day) {
  DaySummary described;
  described.date = day.plan.log.date;
  described.source = day.plan.source;
  described.why = day.plan.why;
  const TallyMetadata* metadata = day.metadata();
  if (metadata == nullptr) return described;
  described.rows = metadata->rows;
  described.events = metadata->events;
  described.rejects = metadata->rejects;
  described.reject_examples = metadata->reject_examples;
  described.misfiled = metadata->misfiled;
  described.misfiled_examples = metadata->misfiled_examples;
  described.tally_digest = day.counted ? 0 : metadata->rows_digest;
  return described;
}

}  // namespace

const TallyMetadata* Day::metadata() const {
  if (counted) return &counted->metadata;
  if (plan.made) return &*plan.made;
  return plan.tally ? &plan.tally->metadata() : nullptr;
}

void describe_days(const std::vector<Day>& days, Summary& summary) {
  summary.days.clear();
  summary.rows = 0;
  summary.events = 0;
  summary.misfiled = 0;
  summary.rejects = {};
  summary.cache_bytes_read = 0;
  for (const Day& day : days) {
    DaySummary described = describe(day);
    summary.rows += described.rows;
    summary.events += described.events;
    summary.misfiled += described.misfiled;
    for (size_t reason = 0; reason < kReasons; reason++) {
      summary.rejects[reason] += described.rejects[reason];
    }
    if (!day.plan.made && day.plan.tally) summary.cache_bytes_read += day.plan.tally->bytes();
    summary.days.push_back(std::move(described));
  }
}

}  // namespace crudtally
