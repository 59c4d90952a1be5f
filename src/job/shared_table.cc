#include "job/shared_table.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/parallel.h"

namespace crudtally {
namespace {

void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Enough that two threads hardly ever want the same one, and that one's growth is a short step.
constexpr size_t kPartsAThread = 8;

// A part is held for a microsecond or two: to sleep and be woken would take ten times as long.
std::unique_lock<std::mutex> lock_soon(std::mutex& mutex) {
  constexpr int kTries = 1000;
  std::unique_lock lock(mutex, std::defer_lock);
  for (int tries = 0; tries < kTries && !lock.try_lock(); tries++) pause_briefly();
  if (!lock.owns_lock()) lock.lock();
  return lock;
}

class DayRanges final : public RunRanges {
 public:
  explicit DayRanges(SortedUsers& users) : users_(users) {}
  size_t size() const override { return users_.ranges(); }
  std::unique_ptr<Run> range(size_t index) override { return users_.day_range(index); }

 private:
  SortedUsers& users_;
};

}  // namespace

SharedTable::SharedTable(size_t threads, SortedUsers::Keep keep, const Kernel& kernel,
                         size_t most_bytes)
    : threads_(threads),
      kernel_(kernel),
      most_bytes_(most_bytes),
      parts_(make_parts(threads)),
      users_(tables(), keep) {}

std::vector<std::unique_ptr<SharedTable::Part>> SharedTable::make_parts(size_t threads) {
  std::vector<std::unique_ptr<Part>> parts(
      std::bit_ceil(std::max<size_t>(threads, 2) * kPartsAThread));
  for (std::unique_ptr<Part>& part : parts) part = std::make_unique<Part>();
  return parts;
}

std::vector<CountTable*> SharedTable::tables() const {
  std::vector<CountTable*> tables;
  tables.reserve(parts_.size());
  for (const std::unique_ptr<Part>& part : parts_) tables.push_back(&part->table);
  return tables;
}

void SharedTable::count(size_t part, std::span<const UserEvent> events) {
  Part& counted = *parts_[part];
  const std::unique_lock lock = lock_soon(counted.mutex);
  counted.table.count(events);
  note_bytes_in_use(counted);
}

// To be called with the part's lock.
void SharedTable::note_bytes_in_use(Part& part) {
  const size_t bytes = part.table.bytes_in_use();
  if (bytes == part.bytes_in_use) return;
  bytes_in_use_.fetch_add(bytes - std::exchange(part.bytes_in_use, bytes),
                          std::memory_order_relaxed);
}

void SharedTable::add(const CountTable& table) {
  table.for_each_user(CountTable::Mark(), [&](CountTable::User user) {
    const std::string_view email = table.email(user);
    UserEvent event = {email.data(), 0, static_cast<uint16_t>(email.size()), Action::create};
    kernel_.hash_emails({&event, 1});
    Part& part = *parts_[part_of(event.email_hash)];
    const std::lock_guard lock(part.mutex);
    part.table.add(email, event.email_hash, table.counts(user));
    note_bytes_in_use(part);
  });
}

std::unique_ptr<RunRanges> SharedTable::day() {
  users_.begin_day();
  parallel_for(threads_, users_.tables(), [&](size_t, size_t table) { users_.divide(table); });
  return std::make_unique<DayRanges>(users_);
}

std::unique_ptr<RunRanges> SharedTable::last_day() {
  users_.keep_nothing();
  return day();
}

void SharedTable::clear() {
  for (const std::unique_ptr<Part>& part : parts_) {
    part->table.clear();
    part->bytes_in_use = 0;
  }
  bytes_in_use_ = 0;
  users_.clear();
}

void SharedTable::release() {
  for (const std::unique_ptr<Part>& part : parts_) part->table = CountTable();
  clear();
}

size_t SharedTable::bytes() const {
  size_t bytes = users_.bytes();
  for (const std::unique_ptr<Part>& part : parts_) bytes += part->table.bytes();
  return bytes;
}

ThreadCounter::ThreadCounter(SharedTable& shared) : shared_(shared) {}

void ThreadCounter::count(std::span<UserEvent> events) {
  shared_.kernel().hash_emails(events);
  if (counts_own_) {
    own_.count(events);
    if (own_.users() > kOwnUsers) {
      shared_.add(own_);
      own_.clear();
      counts_own_ = false;
      collected_.resize(shared_.parts());
    }
    return;
  }
  for (const UserEvent& event : events) {
    const size_t part = shared_.part_of(event.email_hash);
    Collected& collected = collected_[part];
    collected.events[collected.size++] = event;
    if (collected.size == kCollected) hand_over(part);
  }
}

void ThreadCounter::hand_over(size_t part) {
  Collected& collected = collected_[part];
  shared_.count(part, std::span(collected.events).first(collected.size));
  collected.size = 0;
}

void ThreadCounter::end_piece() {
  for (size_t part = 0; part < collected_.size(); part++) {
    if (collected_[part].size != 0) hand_over(part);
  }
}

void ThreadCounter::finish() {
  shared_.add(own_);
  clear();
}

void ThreadCounter::clear() {
  own_.clear();
  counts_own_ = true;
  for (Collected& collected : collected_) collected.size = 0;
}

}  // namespace crudtally
