// The report: OUTPUT_DIR/TARGET_DATE.csv or .parquet.
//
// CSV: the header, then a line a user, sorted by email bytes. The same bytes for the same events,
// whatever the threads, the memory, the cache or the engine.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/digest.h"
#include "core/counts.h"
#include "core/run_ranges.h"

namespace crudtally {

enum class ReportFormat { csv, parquet };

struct ReportTotals {
  int64_t users = 0;
  Counts sums = {};
  uint64_t rows_digest = 0;  // RowsDigest of all rows
  Digest digest;             // of the file's bytes
  double merge_seconds = 0;  // and sorting, decoding, formatting: what the threads do at once
  double write_seconds = 0;  // what they do one after the other
};

// A report that is written but not yet published.
class PendingReport {
 public:
  virtual ~PendingReport() = default;
  virtual const ReportTotals& totals() const = 0;
  // Gives the report its name. Without this call nothing is left behind.
  virtual void publish() = 0;
};

// Writes all rows of `rows` to a temporary file beside `path`, formatting ranges on so many
// threads. `after_range` is called after each range with the rows so far. Throws Error where the
// disk fails, UnsoundTally where the rows are no run (RowsCheck), and whatever the rows throw.
std::unique_ptr<PendingReport> write_report(const std::string& path, ReportFormat format,
                                            RunRanges& rows, size_t threads,
                                            const std::function<void(int64_t rows)>& after_range);

}  // namespace crudtally
