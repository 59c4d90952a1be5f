#include "tally/verified_run.h"

#include <utility>

#include "tally/unsound_tally.h"

namespace crudtally {

VerifiedRun::VerifiedRun(std::string path, std::unique_ptr<Run> rows, const TallyMetadata& metadata)
    : path_(std::move(path)),
      rows_(std::move(rows)),
      users_(metadata.users),
      sums_(metadata.sums),
      rows_digest_(metadata.rows_digest) {}

const RunBatch* VerifiedRun::next() {
  const RunBatch* batch = rows_->next();
  if (batch == nullptr) {
    verify_totals();
    return nullptr;
  }
  const std::string_view reason = totals_.add(*batch);
  if (!reason.empty()) throw unsound(path_, reason);
  return batch;
}

void VerifiedRun::verify_totals() const {
  if (totals_.users() != users_) throw unsound(path_, "it has not as many rows as it should");
  if (totals_.sums() != sums_) throw unsound(path_, "its counts do not add up to its sums");
  if (totals_.rows_digest() != rows_digest_) {
    throw unsound(path_, "its rows are not those it was made of");
  }
}

}  // namespace crudtally
