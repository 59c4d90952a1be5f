#include "core/table_run.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/sort_users.h"

namespace crudtally {
namespace {

// The entries lie in memory as their users appeared: each is asked for so many rows ahead.
constexpr size_t kAhead = 16;

class TableRun final : public Run {
 public:
  explicit TableRun(const CountTable& table) : table_(table), users_(sorted_users(table)) {}

  const RunBatch* next() override {
    batch_.clear();
    size_t bytes = 0;
    while (at_ < users_.size() && batch_.size() < RunBatch::kRows && bytes < RunBatch::kBytes) {
      if (at_ + kAhead < users_.size()) table_.prefetch(users_[at_ + kAhead]);
      batch_.emails.push_back(table_.email(users_[at_]));
      batch_.counts.push_back(table_.counts(users_[at_]));
      bytes += batch_.emails.back().size();
      at_++;
    }
    return batch_.size() == 0 ? nullptr : &batch_;
  }

 private:
  const CountTable& table_;
  std::vector<uint32_t> users_;
  size_t at_ = 0;
  RunBatch batch_;
};

}  // namespace

std::unique_ptr<Run> make_run(const CountTable& table) {
  return std::make_unique<TableRun>(table);
}

}  // namespace crudtally
