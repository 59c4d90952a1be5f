// The merge of a window's days, in ranges of emails.
#pragma once

#include <memory>
#include <vector>

#include "core/run_ranges.h"
#include "core/splitters.h"

namespace crudtally {

class WindowRanges final : public RunRanges {
 public:
  // In ranges enough for so many threads. What the days were made of must outlive this.
  WindowRanges(std::vector<std::unique_ptr<EmailRanges>> days, size_t threads);

  size_t size() const override { return splitters_.ranges(); }
  std::unique_ptr<Run> range(size_t index) override;
  // Throws UnsoundTally where a tally's rows were not all that they should be.
  void check_whole() const override;

 private:
  std::vector<std::unique_ptr<EmailRanges>> days_;
  Splitters splitters_;
};

}  // namespace crudtally
