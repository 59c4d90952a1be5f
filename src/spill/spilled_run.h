// A sorted run on disk, for as long as the process lives.
//
// In blocks of at most kBlockRows rows and about kBlockBytes bytes, each with its first email and
// its digest in memory: a day of 50 million users in runs takes 3 MB for that. A row is the email's
// length, the email, and the four counts, numbers in base 128 with the low digits first: most rows
// take five bytes more than their email.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/run_ranges.h"
#include "spill/spill_file.h"

namespace crudtally {

class SpilledRun final : public EmailRanges {
 public:
  static constexpr size_t kBlockBytes = size_t{64} << 10;
  static constexpr size_t kBlockRows = 2048;

  struct Block {
    std::string first_email;
    uint64_t offset = 0;
    uint32_t bytes = 0;
    uint32_t rows = 0;
    uint64_t digest = 0;
  };

  // `file` must outlive this, and not be cleared.
  SpilledRun(const SpillFile& file, std::vector<Block> blocks);

  // Throws Error where a block is not what was written.
  std::unique_ptr<Run> range(std::string_view begin, std::string_view end) override;
  size_t rows() const override { return rows_; }
  std::vector<std::string> range_begins() const override;

 private:
  class Range;

  const SpillFile& file_;
  std::vector<Block> blocks_;  // ascending
  size_t rows_ = 0;
};

// Writes all rows of `rows` to `file`, encoding ranges on so many threads. Throws Error where the
// disk fails, and whatever the rows throw.
std::unique_ptr<SpilledRun> spill_run(SpillFile& file, RunRanges& rows, size_t threads);

}  // namespace crudtally
