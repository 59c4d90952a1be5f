#include "job/window_ranges.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "core/difference.h"
#include "core/merge.h"

namespace crudtally {
namespace {

// Each range decodes, of each tally, the row group that it begins in once more: with so many rows
// of a tally in a range that is an eighth of all. What a range formats is held in memory: 10 MB.
constexpr size_t kRowsARange = size_t{1} << 17;
// Ranges a thread, so that none waits long for the last one.
constexpr size_t kRangesAThread = 4;
constexpr size_t kFewestRowsARange = size_t{1} << 13;

Splitters choose_splitters(const std::vector<std::unique_ptr<EmailRanges>>& days, size_t threads) {
  size_t rows = 0;
  std::vector<std::string> begins;
  for (const std::unique_ptr<EmailRanges>& day : days) {
    rows = std::max(rows, day->rows());
    std::ranges::move(day->range_begins(), std::back_inserter(begins));
  }
  const size_t wanted =
      std::min(std::max(rows / kRowsARange, threads * kRangesAThread), rows / kFewestRowsARange);
  return even_splitters({begins.begin(), begins.end()}, wanted);
}

}  // namespace

WindowRanges::WindowRanges(std::vector<std::unique_ptr<EmailRanges>> days,
                           std::vector<std::unique_ptr<EmailRanges>> taken, size_t threads)
    : days_(std::move(days)),
      taken_(std::move(taken)),
      splitters_(choose_splitters(days_, threads)) {}

std::unique_ptr<Run> WindowRanges::range(size_t index) {
  const std::string_view begin = index == 0 ? "" : std::string_view(splitters_.begin_of(index));
  const std::string_view end =
      index + 1 == size() ? "" : std::string_view(splitters_.begin_of(index + 1));
  const auto runs_of = [&](const std::vector<std::unique_ptr<EmailRanges>>& days) {
    std::vector<std::unique_ptr<Run>> runs;
    runs.reserve(days.size());
    for (const std::unique_ptr<EmailRanges>& day : days) runs.push_back(day->range(begin, end));
    return runs;
  };
  return taken_.empty() ? merge_runs(runs_of(days_))
                        : difference_of_runs(runs_of(days_), runs_of(taken_));
}

bool is_sum_of(const ReportTotals& totals, const std::vector<const TallyMetadata*>& days) {
  Counts sums = {};
  uint64_t rows_digest = 0;
  for (const TallyMetadata* day : days) {
    if (!add_counts(sums, day->sums)) return false;
    rows_digest += day->rows_digest;
  }
  return totals.sums == sums && totals.rows_digest == rows_digest;
}

}  // namespace crudtally
