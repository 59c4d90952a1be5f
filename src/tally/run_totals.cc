#include "tally/run_totals.h"

#include "core/dialect.h"
#include "core/email_prefix.h"

namespace crudtally {
namespace {

constexpr std::string_view kPast64Bits = "its counts add up to more than 2^63 - 1";
constexpr std::string_view kNotAscending = "its emails do not ascend";

}  // namespace

std::string_view RunTotals::add(const RunBatch& batch) {
  for (size_t row = 0; row < batch.size(); row++) {
    if (!add_counts(sums_, batch.counts[row])) return kPast64Bits;
    digest_.add(batch.emails[row], batch.counts[row]);
  }
  users_ += static_cast<int64_t>(batch.size());
  return {};
}

std::string_view RunTotals::add(const RunTotals& others) {
  if (!add_counts(sums_, others.sums_)) return kPast64Bits;
  users_ += others.users_;
  digest_.add(others.digest_);
  return {};
}

std::string_view RowsCheck::add(const RunBatch& batch) {
  if (batch.size() == 0) return {};
  // The emails of a run are not empty, so that all of them come after this one.
  std::string_view previous = last_email_;
  EmailPrefix previous_prefix = email_prefix(previous);
  for (size_t row = 0; row < batch.size(); row++) {
    const std::string_view email = batch.emails[row];
    const Counts& counts = batch.counts[row];
    if (email.size() > kLongestEmailBytes) return "an email is too long";
    // Most pairs differ in the prefix, and no call is needed.
    const EmailPrefix prefix = email_prefix(email);
    if (!(previous_prefix < prefix) && email <= previous) return kNotAscending;
    const int64_t bits = counts[0] | counts[1] | counts[2] | counts[3];
    if (bits < 0) return "a count is negative";
    if (bits == 0) return "a row has no events";
    previous = email;
    previous_prefix = prefix;
  }
  if (!any_) first_email_ = batch.emails.front();
  any_ = true;
  last_email_ = previous;
  return {};
}

std::string_view RowsCheck::add(const RowsCheck& next) {
  if (!next.any_) return {};
  if (next.first_email_ <= last_email_) return kNotAscending;
  if (!any_) first_email_ = next.first_email_;
  any_ = true;
  last_email_ = next.last_email_;
  return {};
}

}  // namespace crudtally
