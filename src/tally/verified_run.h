// A run that a tally's metadata speaks for: it says that it has ended only once all has held.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/run.h"
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
  void verify_totals() const;

  std::string path_;
  std::unique_ptr<Run> rows_;
  int64_t users_;
  Counts sums_;
  uint64_t rows_digest_;
  RunTotals totals_;
};

}  // namespace crudtally
