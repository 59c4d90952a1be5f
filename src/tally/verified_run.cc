#include "tally/verified_run.h"

#include <utility>

#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

void verify_totals(const RunTotals& totals, const TallyMetadata& metadata,
                   const std::string& path) {
  if (totals.users() != metadata.users) throw unsound(path, "it has not as many rows as it should");
  if (totals.sums() != metadata.sums) throw unsound(path, "its counts do not add up to its sums");
  if (totals.rows_digest() != metadata.rows_digest) {
    throw unsound(path, "its rows are not those it was made of");
  }
}

void add_batch(RunTotals& totals, const RunBatch& batch, const std::string& path) {
  const std::string_view reason = totals.add(batch);
  if (!reason.empty()) throw unsound(path, reason);
}

}  // namespace

VerifiedRun::VerifiedRun(std::string path, std::unique_ptr<Run> rows, const TallyMetadata& metadata)
    : path_(std::move(path)), rows_(std::move(rows)), metadata_(metadata) {}

const RunBatch* VerifiedRun::next() {
  const RunBatch* batch = rows_->next();
  if (batch == nullptr) {
    verify_totals(totals_, metadata_, path_);
    return nullptr;
  }
  add_batch(totals_, *batch, path_);
  return batch;
}

class VerifiedRanges::Range final : public Run {
 public:
  Range(VerifiedRanges& whole, std::unique_ptr<Run> rows) : whole_(whole), rows_(std::move(rows)) {}

  const RunBatch* next() override {
    const RunBatch* batch = rows_->next();
    if (batch != nullptr) {
      add_batch(totals_, *batch, whole_.path_);
      return batch;
    }
    const std::lock_guard lock(whole_.mutex_);
    const std::string_view reason = whole_.totals_.add_unordered(std::exchange(totals_, {}));
    if (!reason.empty()) throw unsound(whole_.path_, reason);
    return nullptr;
  }

 private:
  VerifiedRanges& whole_;
  std::unique_ptr<Run> rows_;
  RunTotals totals_;
};

VerifiedRanges::VerifiedRanges(std::string path, const TallyMetadata& metadata,
                               std::vector<std::string> begins, OpenRange open_range)
    : path_(std::move(path)),
      metadata_(metadata),
      begins_(std::move(begins)),
      open_range_(std::move(open_range)) {}

std::unique_ptr<Run> VerifiedRanges::range(std::string_view begin, std::string_view end) {
  return std::make_unique<Range>(*this, open_range_(begin, end));
}

void VerifiedRanges::check_whole() const {
  verify_totals(totals_, metadata_, path_);
}

}  // namespace crudtally
