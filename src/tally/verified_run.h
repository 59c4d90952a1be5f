// Runs that a tally's metadata speaks for: nothing says that it has ended before all has held.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"
#include "core/run_ranges.h"
#include "tally/metadata.h"
#include "tally/run_totals.h"

namespace crudtally {

class VerifiedRun final : public Run {
 public:
  // `rows` of the tally `path`, which should add up to what `metadata` says.
  VerifiedRun(std::string path, std::unique_ptr<Run> rows, const TallyMetadata& metadata);

  // As `rows` gives them. Throws UnsoundTally at a row that cannot be (RunTotals), and at the end
  // where the number of rows, their sums or their digest differ from the metadata.
  const RunBatch* next() override;

 private:
  std::string path_;
  std::unique_ptr<Run> rows_;
  const TallyMetadata metadata_;
  RunTotals totals_;
};

// The same for rows that are read in ranges. That the emails ascend from range to range follows
// from their borders; what their rows add up to does not depend on their order.
class VerifiedRanges final : public EmailRanges {
 public:
  using OpenRange =
      std::function<std::unique_ptr<Run>(std::string_view begin, std::string_view end)>;

  // `metadata` must outlive this.
  VerifiedRanges(std::string path, const TallyMetadata& metadata, std::vector<std::string> begins,
                 OpenRange open_range);

  std::unique_ptr<Run> range(std::string_view begin, std::string_view end) override;
  size_t rows() const override { return static_cast<size_t>(metadata_.users); }
  std::vector<std::string> range_begins() const override { return begins_; }
  void check_whole() const override;

 private:
  class Range;

  std::string path_;
  const TallyMetadata& metadata_;
  std::vector<std::string> begins_;
  OpenRange open_range_;
  std::mutex mutex_;
  RunTotals totals_;  // of the ranges that have ended
};

}  // namespace crudtally
