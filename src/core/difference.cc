#include "core/difference.h"

#include <utility>

#include "core/merge.h"

namespace crudtally {
namespace {

class NegatedRun final : public Run {
 public:
  explicit NegatedRun(std::unique_ptr<Run> run) : run_(std::move(run)) {}

  const RunBatch* next() override {
    const RunBatch* batch = run_->next();
    if (batch == nullptr) return nullptr;
    negated_ = *batch;
    for (Counts& counts : negated_.counts) {
      for (int64_t& count : counts) count = -count;
    }
    return &negated_;
  }

 private:
  std::unique_ptr<Run> run_;
  RunBatch negated_;
};

class RunOfUsersWithEvents final : public Run {
 public:
  explicit RunOfUsersWithEvents(std::unique_ptr<Run> run) : run_(std::move(run)) {}

  const RunBatch* next() override {
    do {
      const RunBatch* batch = run_->next();
      if (batch == nullptr) return nullptr;
      batch_.clear();
      for (size_t row = 0; row < batch->size(); row++) {
        if (batch->counts[row] == Counts{}) continue;
        batch_.emails.push_back(batch->emails[row]);
        batch_.counts.push_back(batch->counts[row]);
      }
    } while (batch_.size() == 0);
    return &batch_;
  }

 private:
  std::unique_ptr<Run> run_;
  RunBatch batch_;
};

}  // namespace

std::unique_ptr<Run> difference_of_runs(std::vector<std::unique_ptr<Run>> added,
                                        std::vector<std::unique_ptr<Run>> taken) {
  for (std::unique_ptr<Run>& run : taken) {
    added.push_back(std::make_unique<NegatedRun>(std::move(run)));
  }
  return std::make_unique<RunOfUsersWithEvents>(merge_runs(std::move(added)));
}

}  // namespace crudtally
