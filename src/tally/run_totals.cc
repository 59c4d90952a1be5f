#include "tally/run_totals.h"

#include "core/dialect.h"
#include "core/email_prefix.h"

namespace crudtally {

std::string_view RunTotals::add(const RunBatch& batch) {
  // The emails of a run are not empty, so that all of them come after this one.
  std::string_view previous = last_email_;
  EmailPrefix previous_prefix = email_prefix(previous);
  for (size_t row = 0; row < batch.size(); row++) {
    const std::string_view email = batch.emails[row];
    const Counts& counts = batch.counts[row];
    if (email.size() > kLongestEmailBytes) return "an email is too long";
    // Most pairs differ in the prefix, and no call is needed.
    const EmailPrefix prefix = email_prefix(email);
    if (!(previous_prefix < prefix) && email <= previous) return "its emails do not ascend";
    const int64_t bits = counts[0] | counts[1] | counts[2] | counts[3];
    if (bits < 0) return "a count is negative";
    if (bits == 0) return "a row has no events";
    if (!add_counts(sums_, counts)) return "its counts add up to more than 2^63 - 1";
    digest_.add(email, counts);
    previous = email;
    previous_prefix = prefix;
  }
  if (users_ == 0 && batch.size() != 0) first_email_ = batch.emails.front();
  last_email_ = previous;
  users_ += static_cast<int64_t>(batch.size());
  return {};
}

std::string_view RunTotals::add(const RunTotals& next) {
  if (next.users_ == 0) return {};
  if (next.first_email_ <= last_email_) return "its emails do not ascend";
  if (users_ == 0) first_email_ = next.first_email_;
  last_email_ = next.last_email_;
  return add_unordered(next);
}

std::string_view RunTotals::add_unordered(const RunTotals& other) {
  if (!add_counts(sums_, other.sums_)) return "its counts add up to more than 2^63 - 1";
  users_ += other.users_;
  digest_.add(other.digest_);
  return {};
}

}  // namespace crudtally
