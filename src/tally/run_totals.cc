#include "tally/run_totals.h"

#include "core/dialect.h"

namespace crudtally {

std::string_view RunTotals::add(const RunBatch& batch) {
  // The emails of a run are not empty, so that all of them come after this one.
  std::string_view previous = last_email_;
  for (size_t row = 0; row < batch.size(); row++) {
    const std::string_view email = batch.emails[row];
    const Counts& counts = batch.counts[row];
    if (email.size() > kLongestEmailBytes) return "an email is too long";
    if (email <= previous) return "its emails do not ascend";
    const int64_t bits = counts[0] | counts[1] | counts[2] | counts[3];
    if (bits < 0) return "a count is negative";
    if (bits == 0) return "a row has no events";
    if (!add_counts(sums_, counts)) return "its counts add up to more than 2^63 - 1";
    digest_.add(email, counts);
    previous = email;
  }
  last_email_ = previous;
  users_ += static_cast<int64_t>(batch.size());
  return {};
}

}  // namespace crudtally
