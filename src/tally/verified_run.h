// Runs that are checked as they are read.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"
#include "core/run_ranges.h"
#include "tally/metadata.h"
#include "tally/run_totals.h"

namespace crudtally {

// Throws UnsoundTally where the rows of the tally `path` do not add up to what its metadata says:
// their number, their sums or their digest.
void verify_totals(const RunTotals& totals, const TallyMetadata& metadata, const std::string& path);

// A run that a tally's metadata speaks for: it does not say that it has ended before all has held.
class VerifiedRun final : public Run {
 public:
  // `rows` of the tally `path`, which should add up to what `metadata` says.
  VerifiedRun(std::string path, std::unique_ptr<Run> rows, const TallyMetadata& metadata);

  // As `rows` gives them. Throws UnsoundTally at a row that cannot be (RowsCheck), and at the end
  // where the number of rows, their sums or their digest differ from the metadata.
  const RunBatch* next() override;

 private:
  std::string path_;
  std::unique_ptr<Run> rows_;
  const TallyMetadata metadata_;
  RowsCheck check_;
  RunTotals totals_;
};

// A tally's rows in ranges. A row that cannot be throws UnsoundTally; that all rows are there, and
// are the right ones, is for whoever merges them to verify: sums and digests add up.
class CheckedRanges final : public EmailRanges {
 public:
  using OpenRange =
      std::function<std::unique_ptr<Run>(std::string_view begin, std::string_view end)>;

  // Of the tally `path` with so many rows, which can be parted at `begins`.
  CheckedRanges(std::string path, size_t rows, std::vector<std::string> begins,
                OpenRange open_range);

  std::unique_ptr<Run> range(std::string_view begin, std::string_view end) override;
  size_t rows() const override { return row_count_; }
  std::vector<std::string> range_begins() const override { return begins_; }

 private:
  class Range;

  std::string path_;
  size_t row_count_;
  std::vector<std::string> begins_;
  OpenRange open_range_;
};

}  // namespace crudtally
