#include "core/merge.h"

#include <utility>

#include "base/error.h"
#include "core/sort_users.h"

namespace crudtally {
namespace {

// A run's place in the merge.
struct Source {
  std::unique_ptr<Run> run;
  const RunBatch* batch = nullptr;
  size_t at = 0;
  // The current row's email; only while `batch` is there. Most comparisons end in the prefix: at
  // 22 million rows of seven runs 1.0 s, against 1.35 s with memcmp alone.
  EmailPrefix prefix;
  std::string_view email;

  void load() {
    email = batch->emails[at];
    prefix = email_prefix(email);
  }
};

bool is_less(const Source& a, const Source& b) {
  if (a.batch == nullptr || b.batch == nullptr) return a.batch != nullptr;
  if (a.prefix != b.prefix) return a.prefix < b.prefix;
  return after_prefix(a.email) < after_prefix(b.email);
}

bool is_equal(const Source& source, const EmailPrefix& prefix, std::string_view email) {
  return source.prefix == prefix && source.email == email;
}

// A tree of losers: `losers_[1..]` are its inner nodes, each with the source that lost there;
// `losers_[0]` is the one that lost to none. Advancing the winner costs one comparison a level.
//
// The rows of a batch are views of the sources' batches, so no email is copied: when a source comes
// to the end of its batch, it leaves the tree, the batch of the merge ends with the current email,
// and the source is asked for more at the next call.
class MergedRun final : public Run {
 public:
  explicit MergedRun(std::vector<std::unique_ptr<Run>> runs) {
    for (std::unique_ptr<Run>& run : runs) {
      empty_.push_back(sources_.size());
      sources_.push_back({.run = std::move(run), .prefix = {}, .email = {}});
    }
  }

  const RunBatch* next() override {
    batch_.clear();
    if (!empty_.empty()) refill();
    size_t bytes = 0;
    while (empty_.empty() && batch_.size() < RunBatch::kRows && bytes < RunBatch::kBytes) {
      if (sources_.empty() || winner().batch == nullptr) break;
      add_winner_row();
      bytes += batch_.emails.back().size();
    }
    return batch_.size() == 0 ? nullptr : &batch_;
  }

 private:
  Source& winner() { return sources_[losers_[0]]; }

  void refill() {
    for (const size_t index : empty_) {
      Source& source = sources_[index];
      source.batch = source.run->next();
      source.at = 0;
      if (source.batch != nullptr) source.load();
    }
    empty_.clear();
    losers_.assign(sources_.size(), 0);
    losers_[0] = play(1);
  }

  // The winner of the part of the tree below `node`. Sources are the nodes from size() on.
  size_t play(size_t node) {
    if (node >= sources_.size()) return node - sources_.size();
    const size_t left = play(2 * node);
    const size_t right = play(2 * node + 1);
    const bool left_wins = !is_less(sources_[right], sources_[left]);
    losers_[node] = left_wins ? right : left;
    return left_wins ? left : right;
  }

  // Adds up the rows of the winner's email, whichever sources have it.
  void add_winner_row() {
    const EmailPrefix prefix = winner().prefix;
    const std::string_view email = winner().email;
    Counts sum = winner().batch->counts[winner().at];
    advance_winner();
    while (winner().batch != nullptr && is_equal(winner(), prefix, email)) {
      if (!add_counts(sum, winner().batch->counts[winner().at])) {
        throw Error("a user's count is above 9,223,372,036,854,775,807: it cannot be reported");
      }
      advance_winner();
    }
    batch_.emails.push_back(email);
    batch_.counts.push_back(sum);
  }

  void advance_winner() {
    size_t current = losers_[0];
    Source& source = sources_[current];
    source.at++;
    if (source.at == source.batch->size()) {
      source.batch = nullptr;
      empty_.push_back(current);
    } else {
      source.load();
    }
    for (size_t node = (current + sources_.size()) / 2; node != 0; node /= 2) {
      if (is_less(sources_[losers_[node]], sources_[current])) std::swap(losers_[node], current);
    }
    losers_[0] = current;
  }

  std::vector<Source> sources_;
  std::vector<size_t> losers_;
  std::vector<size_t> empty_;  // sources whose batch is used up
  RunBatch batch_;
};

}  // namespace

std::unique_ptr<Run> merge_runs(std::vector<std::unique_ptr<Run>> runs) {
  if (runs.size() == 1) return std::move(runs[0]);
  return std::make_unique<MergedRun>(std::move(runs));
}

}  // namespace crudtally
