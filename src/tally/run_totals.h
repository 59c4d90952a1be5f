// What a run adds up to, and whether its rows can be those of a run: the same for what is written
// and for what is read back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/run.h"
#include "tally/rows_digest.h"

namespace crudtally {

class RunTotals {
 public:
  // Adds rows, or the totals of others, from anywhere in the run. Returns what is wrong with them,
  // for an error message: a sum over 2^63 - 1. Empty where nothing is; after anything else the
  // totals are unspecified.
  std::string_view add(const RunBatch& batch);
  std::string_view add(const RunTotals& others);

  int64_t users() const { return users_; }
  const Counts& sums() const { return sums_; }
  uint64_t rows_digest() const { return digest_.value(); }

 private:
  int64_t users_ = 0;
  Counts sums_ = {};
  RowsDigest digest_;
};

// What has to hold of every row, one after the other.
class RowsCheck {
 public:
  // Takes the next batch of the run. Returns what is wrong with its rows, as above: emails that are
  // empty, too long or do not strictly ascend, a negative count, a row without an event.
  std::string_view add(const RunBatch& batch);
  // The same for a range, already checked, that follows on what was taken.
  std::string_view add(const RowsCheck& next);

 private:
  bool any_ = false;
  std::string first_email_;  // copies: the views of a batch end with it
  std::string last_email_;
};

}  // namespace crudtally
