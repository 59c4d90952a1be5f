#include "tally/verified_run.h"

#include <utility>

#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

void require(std::string_view wrong, const std::string& path) {
  if (!wrong.empty()) throw unsound(path, wrong);
}

}  // namespace

void verify_totals(const RunTotals& totals, const TallyMetadata& metadata,
                   const std::string& path) {
  if (totals.users() != metadata.users) throw unsound(path, "it has not as many rows as it should");
  if (totals.sums() != metadata.sums) throw unsound(path, "its counts do not add up to its sums");
  if (totals.rows_digest() != metadata.rows_digest) {
    throw unsound(path, "its rows are not those it was made of");
  }
}

VerifiedRun::VerifiedRun(std::string path, std::unique_ptr<Run> rows, const TallyMetadata& metadata)
    : path_(std::move(path)), rows_(std::move(rows)), metadata_(metadata) {}

const RunBatch* VerifiedRun::next() {
  const RunBatch* batch = rows_->next();
  if (batch == nullptr) {
    verify_totals(totals_, metadata_, path_);
    return nullptr;
  }
  require(check_.add(*batch), path_);
  require(totals_.add(*batch), path_);
  return batch;
}

class CheckedRanges::Range final : public Run {
 public:
  Range(const std::string& path, std::unique_ptr<Run> rows) : path_(path), rows_(std::move(rows)) {}

  const RunBatch* next() override {
    const RunBatch* batch = rows_->next();
    if (batch != nullptr) require(check_.add(*batch), path_);
    return batch;
  }

 private:
  const std::string& path_;
  std::unique_ptr<Run> rows_;
  RowsCheck check_;
};

CheckedRanges::CheckedRanges(std::string path, size_t rows, std::vector<std::string> begins,
                             OpenRange open_range)
    : path_(std::move(path)),
      row_count_(rows),
      begins_(std::move(begins)),
      open_range_(std::move(open_range)) {}

std::unique_ptr<Run> CheckedRanges::range(std::string_view begin, std::string_view end) {
  return std::make_unique<Range>(path_, open_range_(begin, end));
}

}  // namespace crudtally
