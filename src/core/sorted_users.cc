#include "core/sorted_users.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

#include "core/sort_users.h"

namespace crudtally {
namespace {

// Users sampled for each splitter: with 64 of them hardly any range has half as many again as it
// should.
constexpr size_t kSampledARange = 64;

// Memory is asked for so many users ahead of its use.
constexpr size_t kAhead = 16;

uint64_t overflow_key(uint32_t table, CountTable::User user) {
  return uint64_t{table} << 32 | user;
}

bool is_zero(const Counts& counts) {
  return (counts[0] | counts[1] | counts[2] | counts[3]) == 0;
}

}  // namespace

// The known users of a range and the new ones, as one order; those without events are left out.
class SortedUsers::DayRun final : public Run {
 public:
  DayRun(SortedUsers& users, size_t range)
      : tables_(users.tables_),
        keep_(users.keeps_today_),
        range_(users.ranges_[range]),
        known_(std::exchange(range_.users, {})),
        keys_(new_users(users, range)) {
    if (keep_ == Keep::order) range_.users.reserve(known_.size() + keys_.size());
  }

  const RunBatch* next() override {
    batch_.clear();
    size_t bytes = 0;
    while (batch_.size() < RunBatch::kRows && bytes < RunBatch::kBytes &&
           (at_known_ < known_.size() || at_key_ < keys_.size())) {
      const Known next = is_new_next() ? next_new() : known_[at_known_++];
      CountTable& table = *tables_[next.table];
      if (at_known_ + kAhead < known_.size()) {
        const Known& ahead = known_[at_known_ + kAhead];
        tables_[ahead.table]->prefetch(ahead.user);
      }
      const Counts counts = table.take_counts(next.user);
      if (keep_ == Keep::order) {
        range_.users.push_back(next);
        add(range_, range_.users.back(), counts);
      }
      if (is_zero(counts)) continue;
      batch_.emails.push_back(table.email(next.user));
      batch_.counts.push_back(counts);
      bytes += batch_.emails.back().size();
    }
    return batch_.size() == 0 ? nullptr : &batch_;
  }

 private:
  static std::vector<UserKey> new_users(const SortedUsers& users, size_t range) {
    std::vector<UserKey> keys;
    size_t size = 0;
    for (const Divided& divided : users.divided_) {
      size += divided.begins[range + 1] - divided.begins[range];
    }
    keys.reserve(size);
    for (size_t index = 0; index < users.tables_.size(); index++) {
      const CountTable& table = *users.tables_[index];
      const Divided& divided = users.divided_[index];
      const size_t end = divided.begins[range + 1];
      for (size_t at = divided.begins[range]; at < end; at++) {
        if (at + kAhead < end) table.prefetch(divided.users[at + kAhead]);
        const CountTable::User user = divided.users[at];
        keys.push_back({email_prefix(table.email(user)), user, static_cast<uint32_t>(index)});
      }
    }
    sort_users(users.tables_, keys);
    return keys;
  }

  bool is_new_next() const {
    if (at_key_ == keys_.size()) return false;
    if (at_known_ == known_.size()) return true;
    const UserKey& key = keys_[at_key_];
    const Known& known = known_[at_known_];
    const std::string_view known_email = tables_[known.table]->email(known.user);
    return is_before(key.prefix, tables_[key.table]->email(key.user), email_prefix(known_email),
                     known_email);
  }

  Known next_new() {
    const UserKey& key = keys_[at_key_++];
    if (at_key_ + kAhead < keys_.size()) {
      const UserKey& ahead = keys_[at_key_ + kAhead];
      tables_[ahead.table]->prefetch(ahead.user);
    }
    return {.user = key.user, .table = static_cast<uint16_t>(key.table)};
  }

  const std::vector<CountTable*>& tables_;
  Keep keep_;
  Range& range_;
  std::vector<Known> known_;
  std::vector<UserKey> keys_;
  size_t at_known_ = 0;
  size_t at_key_ = 0;
  RunBatch batch_;
};

class SortedUsers::WindowRun final : public Run {
 public:
  WindowRun(const SortedUsers& users, std::string_view begin, std::string_view end)
      : users_(users), end_range_(users.ranges()) {
    range_ = users.splitters_.range_of(begin);
    at_ = users.lower_bound(users.ranges_[range_], begin);
    if (end.empty()) return;
    end_range_ = users.splitters_.range_of(end);
    end_ = users.lower_bound(users.ranges_[end_range_], end);
  }

  const RunBatch* next() override {
    batch_.clear();
    size_t bytes = 0;
    while (batch_.size() < RunBatch::kRows && bytes < RunBatch::kBytes) {
      if (range_ >= users_.ranges()) break;
      const Range& range = users_.ranges_[range_];
      const size_t end = range_ == end_range_ ? end_ : range.users.size();
      if (range_ > end_range_) break;
      if (at_ >= end) {
        if (range_ == end_range_) break;
        range_++;
        at_ = 0;
        continue;
      }
      if (at_ + kAhead < end) {
        const Known& ahead = range.users[at_ + kAhead];
        users_.tables_[ahead.table]->prefetch(ahead.user);
      }
      const Known& known = range.users[at_++];
      const Counts counts = sums(range, known);
      if (is_zero(counts)) continue;
      batch_.emails.push_back(users_.email(known));
      batch_.counts.push_back(counts);
      bytes += batch_.emails.back().size();
    }
    return batch_.size() == 0 ? nullptr : &batch_;
  }

 private:
  const SortedUsers& users_;
  size_t range_ = 0;
  size_t at_ = 0;
  size_t end_range_;
  size_t end_ = 0;
  RunBatch batch_;
};

class SortedUsers::Window final : public EmailRanges {
 public:
  explicit Window(const SortedUsers& users) : users_(users) {}

  std::unique_ptr<Run> range(std::string_view begin, std::string_view end) override {
    return std::make_unique<WindowRun>(users_, begin, end);
  }
  size_t rows() const override { return users_.users_in_tables(); }
  std::vector<std::string> range_begins() const override {
    std::vector<std::string> begins;
    for (size_t range = 1; range < users_.ranges(); range++) {
      begins.push_back(users_.splitters_.begin_of(range));
    }
    return begins;
  }

 private:
  const SortedUsers& users_;
};

SortedUsers::SortedUsers(std::vector<CountTable*> tables, Keep keep)
    : tables_(std::move(tables)),
      keep_(keep),
      keeps_today_(keep),
      divided_(tables_.size()),
      ranges_(1) {
  assert(tables_.size() <= std::numeric_limits<uint16_t>::max());
}

size_t SortedUsers::users_in_tables() const {
  size_t users = 0;
  for (const CountTable* table : tables_) users += table->users();
  return users;
}

void SortedUsers::begin_day() {
  const size_t users = users_in_tables();
  if (users > users_when_split_ + users_when_split_ / 2) choose_splitters(users);
}

// Chooses ranges for so many users, and parts what is known at their borders.
void SortedUsers::choose_splitters(size_t users) {
  users_when_split_ = users;
  const size_t ranges = std::min<size_t>((users + kUsersARange - 1) / kUsersARange,
                                         std::numeric_limits<uint16_t>::max());
  const double share = static_cast<double>(ranges * kSampledARange) / static_cast<double>(users);
  std::vector<std::string_view> sample;
  for (const CountTable* table : tables_) {
    for (const CountTable::User user : table->sample(share)) sample.push_back(table->email(user));
  }
  splitters_ = even_splitters(std::move(sample), ranges);

  std::vector<Range> old = std::exchange(ranges_, std::vector<Range>(splitters_.ranges()));
  size_t range = 0;
  for (Range& part : old) {
    size_t begin = 0;
    while (begin < part.users.size()) {
      range = std::max(range, splitters_.range_of(email(part.users[begin])));
      const bool is_last = range + 1 == splitters_.ranges();
      const size_t end =
          is_last ? part.users.size() : lower_bound(part, splitters_.begin_of(range + 1));
      ranges_[range].users.insert(ranges_[range].users.end(),
                                  part.users.begin() + static_cast<ptrdiff_t>(begin),
                                  part.users.begin() + static_cast<ptrdiff_t>(end));
      begin = end;
    }
    for (const auto& [key, counts] : part.overflows) {
      const std::string_view lost = tables_[key >> 32]->email(static_cast<CountTable::User>(key));
      ranges_[splitters_.range_of(lost)].overflows.emplace(key, counts);
    }
    part = {};
  }
}

void SortedUsers::divide(size_t index) {
  const CountTable& table = *tables_[index];
  Divided& divided = divided_[index];
  divided.begins.assign(ranges() + 1, 0);
  std::vector<uint16_t> range_of_user;
  table.for_each_user(divided.mark, [&](CountTable::User user) {
    const size_t range = splitters_.range_of(table.email(user));
    range_of_user.push_back(static_cast<uint16_t>(range));
    divided.begins[range + 1]++;
  });
  std::partial_sum(divided.begins.begin(), divided.begins.end(), divided.begins.begin());
  divided.users.resize(range_of_user.size());
  std::vector<uint32_t> next = divided.begins;
  size_t at = 0;
  table.for_each_user(divided.mark, [&](CountTable::User user) {
    divided.users[next[range_of_user[at++]]++] = user;
  });
  divided.mark = table.mark();
}

std::unique_ptr<Run> SortedUsers::day_range(size_t index) {
  return std::make_unique<DayRun>(*this, index);
}

void SortedUsers::end_day() {
  for (CountTable* table : tables_) table->end_take();
}

std::unique_ptr<EmailRanges> SortedUsers::window() const {
  return std::make_unique<Window>(*this);
}

void SortedUsers::clear() {
  keeps_today_ = keep_;
  splitters_ = {};
  users_when_split_ = 0;
  divided_.assign(tables_.size(), {});
  ranges_.assign(1, {});
}

size_t SortedUsers::bytes() const {
  size_t bytes = 0;
  for (const Range& range : ranges_) bytes += range.users.capacity() * sizeof(Known);
  return bytes;
}

void SortedUsers::add(Range& range, Known& known, const Counts& counts) {
  constexpr uint64_t kOverflow = uint64_t{1} << 16;
  for (size_t action = 0; action < kActions; action++) {
    const uint64_t sum = known.sums[action] + static_cast<uint64_t>(counts[action]);
    known.sums[action] = static_cast<uint16_t>(sum);
    if (sum >= kOverflow) {
      known.has_overflowed = true;
      range.overflows[overflow_key(known.table, known.user)][action] +=
          static_cast<int64_t>(sum - known.sums[action]);
    }
  }
}

Counts SortedUsers::sums(const Range& range, const Known& known) {
  Counts sums;
  for (size_t action = 0; action < kActions; action++) sums[action] = known.sums[action];
  if (!known.has_overflowed) return sums;
  const Counts& lost = range.overflows.at(overflow_key(known.table, known.user));
  for (size_t action = 0; action < kActions; action++) sums[action] += lost[action];
  return sums;
}

size_t SortedUsers::lower_bound(const Range& range, std::string_view wanted) const {
  const auto found = std::ranges::lower_bound(range.users, wanted, {},
                                              [this](const Known& known) { return email(known); });
  return static_cast<size_t>(found - range.users.begin());
}

}  // namespace crudtally
