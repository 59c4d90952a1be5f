// Where each day of the window comes from, and why: every decision about the cache is made here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "job/content_memo.h"
#include "job/count_days.h"
#include "job/options.h"
#include "report/summary.h"
#include "tally/tally_file.h"

namespace crudtally {

struct DayPlan {
  DayLog log;
  DaySource source = DaySource::missing;
  std::string why;
  std::vector<std::string> warnings;

  // What the tally says that was made in this call. It may still be on its way to the disk, so that
  // `tally` must not be looked at before Tallier::wait.
  std::optional<TallyMetadata> made;
  // The tally to be used; and, where the log is to be counted again, what the tally that it
  // replaces has recorded.
  std::unique_ptr<TallyFile> tally;
  std::optional<int64_t> replaced_rows;
  // Whether the tally's rows were found to be wrong although it seems to be sound.
  bool tally_is_distrusted = false;
  // The tally's metadata with the files' stats of today, to be written so that the next call need
  // not compare contents again.
  std::optional<TallyMetadata> refreshed;
};

// Decides for one day. Reads logs only where their stats leave doubt. Throws Error where the day's
// number cannot be right: no log, and a tally that is not sound or is for other options.
DayPlan plan_day(const JobOptions& options, DayLog log, ContentMemo& memo);

// What is left to do for a day whose tally was found to be unsound: to count its log again, which
// must not have fewer rows than the tally, opened, says that there were. Throws Error where the log
// is gone.
DayPlan plan_after_unsound_tally(DayLog log, const UnsoundTally& unsound,
                                 const TallyFile* opened = nullptr);

}  // namespace crudtally
