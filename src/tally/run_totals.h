// What a run adds up to, and whether its rows can be: the same check for what is written and for
// what is read back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/run.h"
#include "tally/rows_digest.h"

namespace crudtally {

class RunTotals {
 public:
  // Adds the next batch of the run. Returns what is wrong with its rows, for an error message:
  // emails that are empty, too long or do not strictly ascend, a negative count, a row without an
  // event, a sum over 2^63 - 1. Empty where nothing is; after anything else the totals are
  // unspecified.
  std::string_view add(const RunBatch& batch);

  // Adds the totals of a range that follows on this one. Returns as above.
  std::string_view add(const RunTotals& next);
  // The same for a range that lies anywhere else, by whoever knows that it does.
  std::string_view add_unordered(const RunTotals& other);

  int64_t users() const { return users_; }
  const Counts& sums() const { return sums_; }
  uint64_t rows_digest() const { return digest_.value(); }

 private:
  int64_t users_ = 0;
  Counts sums_ = {};
  RowsDigest digest_;
  std::string first_email_;  // copies: the views of a batch end with it
  std::string last_email_;
};

}  // namespace crudtally
