// The summary of a call: what `--json` prints, `--summary` writes, and lies beside each report as
// TARGET_DATE.json. Schema version 1; keys are added, never renamed. It names files, lines and
// reasons, never a row or an email.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "core/counts.h"
#include "core/reject.h"
#include "tally/metadata.h"

namespace crudtally {

enum class DaySource { log, cache, missing };

struct DaySummary {
  Date date;
  DaySource source = DaySource::missing;
  std::string why;  // a few words: "no tally yet", "log unchanged", "no log and no tally"
  int64_t rows = 0;
  int64_t events = 0;
  RejectCounts rejects = {};
  std::vector<RejectExample> reject_examples;
  int64_t misfiled = 0;
  std::vector<MisfiledExample> misfiled_examples;
  uint64_t tally_digest = 0;  // TallyMetadata::rows_digest; 0 without a cache
};

struct Seconds {
  double find = 0;   // finding logs and deciding what the cache can say
  double count = 0;  // reading logs, writing tallies
  double merge = 0;
  double write = 0;  // the report
};

struct Summary {
  std::string target_date;  // as it was asked for; empty where none was
  ExitStatus exit_status = ExitStatus::done;
  std::string error;  // the message; empty without one
  std::vector<std::string> warnings;
  std::vector<DaySummary> days;

  // Of the window.
  int64_t rows = 0;
  int64_t events = 0;
  RejectCounts rejects = {};
  int64_t misfiled = 0;
  Counts sums = {};
  int64_t users = 0;
  std::vector<std::string> ignored_files;
  uint64_t bytes_read = 0;        // from logs, before decompression
  uint64_t cache_bytes_read = 0;  // from tallies
  Seconds seconds;
  uint64_t peak_memory_bytes = 0;

  std::string report;  // the path; empty where this call wrote none
  // The path of the earlier report that it was made from; empty where it was made from all days.
  std::string from_report;
  Digest report_digest;
};

// One line of JSON without a line break at its end. Text that is not UTF-8 (a file's name) is shown
// with U+FFFD. Keys, in this order: schema_version, engine, target_date (null where empty),
// exit_status, error (null where empty), warnings, days (date, source, why, rows, events, rejects
// as one number, reject_examples, misfiled, misfiled_examples, tally_digest: 16 hex digits or
// null), rows, events, rejects (an object, reason → count, each of the ten), misfiled, sums (action
// → count), users, ignored_files, bytes_read, cache_bytes_read, seconds, peak_memory_bytes, report
// (null where empty), report_digest (32 hex digits or null), from_report (null where empty).
std::string to_json(const Summary& summary);

}  // namespace crudtally
