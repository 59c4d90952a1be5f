// A run that can be taken in parts, by several threads: ranges of emails that follow on each other,
// each a run of its own. What sorts, merges, encodes or formats a run does so by ranges.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/run.h"

namespace crudtally {

class RunRanges {
 public:
  virtual ~RunRanges() = default;

  virtual size_t size() const = 0;

  // The run of a range, to be asked for once. Different ranges may be used on different threads at
  // once. Throws what a Run may throw.
  virtual std::unique_ptr<Run> range(size_t index) = 0;
};

// A run that can be read from any email to any other, again and again.
class EmailRanges {
 public:
  virtual ~EmailRanges() = default;

  // The rows from `begin` on, and before `end` unless it is empty. Different ranges may be used on
  // different threads at once. Throws what a Run may throw.
  virtual std::unique_ptr<Run> range(std::string_view begin, std::string_view end) = 0;

  // About how many rows there are, and emails that part them evenly and cost little to begin with;
  // perhaps none.
  virtual size_t rows() const = 0;
  virtual std::vector<std::string> range_begins() const = 0;
};

// A run as its only range, to be used once.
class OneRange final : public RunRanges {
 public:
  explicit OneRange(Run& run) : run_(run) {}

  size_t size() const override { return 1; }
  std::unique_ptr<Run> range(size_t) override { return std::make_unique<Borrowed>(run_); }

 private:
  class Borrowed final : public Run {
   public:
    explicit Borrowed(Run& run) : run_(run) {}
    const RunBatch* next() override { return run_.next(); }

   private:
    Run& run_;
  };

  Run& run_;
};

}  // namespace crudtally
