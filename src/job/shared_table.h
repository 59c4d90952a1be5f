// The one table that all threads count into, and how a thread hands its events to it.
//
// The table is in parts by the hash of the email, each a CountTable with a lock of its own, so that
// no user is in two of them: a table a thread would touch that much more memory, and would have to
// be merged. A thread first counts by itself, as long as its users fit into the cache; from then on
// it collects the events of each part, and counts a part's when they have become enough to be worth
// the lock.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/count_table.h"
#include "core/event_batch.h"
#include "core/kernel.h"
#include "core/run_ranges.h"
#include "core/sorted_users.h"

namespace crudtally {

class SharedTable {
 public:
  // For one day, or several one after the other; with Keep::order users and their sums are kept
  // from one to the next.
  // Hashes are those of `kernel`. It is full with users of `most_bytes`.
  SharedTable(size_t threads, SortedUsers::Keep keep, const Kernel& kernel = *kernels().front(),
              size_t most_bytes = std::numeric_limits<size_t>::max());

  const Kernel& kernel() const { return kernel_; }

  size_t parts() const { return parts_.size(); }
  size_t part_of(uint32_t email_hash) const { return email_hash & (parts_.size() - 1); }

  // Counts events whose hashes are of this part; any thread may call it.
  void count(size_t part, std::span<const UserEvent> events);

  // Adds all counts of another table; any thread may call it.
  void add(const CountTable& table);

  // Whether it has as many users as it should have. Nothing keeps it from taking more.
  bool is_full() const { return bytes_in_use_.load(std::memory_order_relaxed) > most_bytes_; }

  // What was counted since the last call, divided on all threads: each range must be used up, and
  // then `end_day` be called, before anything more is counted.
  std::unique_ptr<RunRanges> day();
  void end_day() { users_.end_day(); }

  // The same as `day`, but nothing is kept: all of it must be used up, and then `clear` be called.
  std::unique_ptr<RunRanges> last_day();

  // What all days that have ended add up to.
  std::unique_ptr<EmailRanges> window() const { return users_.window(); }

  // Forgets everything and keeps the memory, or gives it back.
  void clear();
  void release();

  size_t bytes() const;  // of memory

 private:
  struct alignas(64) Part {
    std::mutex mutex;
    CountTable table;
    size_t bytes_in_use = 0;  // that the shared table knows of
  };

  static std::vector<std::unique_ptr<Part>> make_parts(size_t threads);
  std::vector<CountTable*> tables() const;
  void note_bytes_in_use(Part& part);

  size_t threads_;
  const Kernel& kernel_;
  size_t most_bytes_;
  std::atomic<size_t> bytes_in_use_ = 0;
  std::vector<std::unique_ptr<Part>> parts_;
  SortedUsers users_;
};

// What one thread counts, on its way to the shared table.
class ThreadCounter final : public EventSink {
 public:
  explicit ThreadCounter(SharedTable& shared);

  void count(std::span<UserEvent> events) override;
  void end_piece() override;

  // Hands over all that is still here. The shared table then has everything.
  void finish();

  // Forgets all counts, after a failure as well.
  void clear();

 private:
  // So many users of a thread's own lie in its second-level cache. (To go on counting these users
  // here when there are more, as mostly they are the ones with most events, was slower: whether an
  // event is one of theirs is a branch that cannot be guessed.)
  static constexpr size_t kOwnUsers = size_t{8} << 10;
  // So many events are collected for a part: their misses overlap, and the lock costs nothing.
  static constexpr size_t kCollected = 256;

  struct Collected {
    std::array<UserEvent, kCollected> events;
    size_t size = 0;
  };

  void hand_over(size_t part);

  SharedTable& shared_;
  CountTable own_;
  bool counts_own_ = true;
  std::vector<Collected> collected_;  // by part
};

}  // namespace crudtally
