// The report of the day before as a sum that is there already: today's window is yesterday's, less
// its first day and with one more. So a daily call merges three runs however long its window is.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/date.h"
#include "job/day.h"
#include "job/options.h"
#include "report/report_rows.h"
#include "tally/tally_file.h"

namespace crudtally {

struct EarlierReport {
  std::string path;
  ReportRows rows;
  std::set<Date> days;  // of the window that it is the sum of
  // The tallies of the other days that it is the sum of: to be taken from it.
  std::vector<std::unique_ptr<TallyFile>> taken;
};

// The report of the day before the target date, where it can serve: it is CSV, was made of the same
// tallies as are there now, of the days that the window has no more the tallies are there as well,
// and to read all that is less work than to read the window's tallies. Nothing where it cannot.
//
// `is_kept` tells of which days the rows are in memory, added up: these cannot be in the report as
// well. What the report and its summary say is not yet verified: the digest of the merged rows has
// to be the sum of the days' own. Throws as throw_if_stopped does.
std::optional<EarlierReport> find_earlier_report(const JobOptions& options,
                                                 const std::vector<Day>& days,
                                                 const std::function<bool(Date)>& is_kept);

}  // namespace crudtally
