// The merge of a window's days, in ranges of emails.
#pragma once

#include <memory>
#include <vector>

#include "core/run_ranges.h"
#include "core/splitters.h"
#include "report/report_file.h"
#include "tally/metadata.h"

namespace crudtally {

class WindowRanges final : public RunRanges {
 public:
  // `days`, and less `taken`, each of which is part of the sum of the days. In ranges enough for so
  // many threads. What the runs were made of must outlive this.
  WindowRanges(std::vector<std::unique_ptr<EmailRanges>> days,
               std::vector<std::unique_ptr<EmailRanges>> taken, size_t threads);

  size_t size() const override { return splitters_.ranges(); }
  std::unique_ptr<Run> range(size_t index) override;

 private:
  std::vector<std::unique_ptr<EmailRanges>> days_;
  std::vector<std::unique_ptr<EmailRanges>> taken_;
  Splitters splitters_;
};

// Whether a report has the sums and the digest of the rows of these days together: the one check
// that all rows of all their tallies are there and the right ones, and were merged well.
bool is_sum_of(const ReportTotals& totals, const std::vector<const TallyMetadata*>& days);

}  // namespace crudtally
