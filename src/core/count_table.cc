#include "core/count_table.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "core/email_hash.h"

namespace crudtally {
namespace {

// 64 KiB: with a thousand users hardly ever two to a slot, which the branch predictor would not
// know. A first index of an eighth of that took 6 % more time.
constexpr unsigned kFirstIndexBits = 13;
constexpr unsigned kMostIndexBits = 31;

// So many events are on their way through the three passes at once: as many misses as a core keeps
// outstanding, and little enough for the first-level cache.
constexpr size_t kAtOnce = 64;

// So few users lie in the second-level cache: without the passes that ask for their memory, an
// event of a thousand users takes 3 ns instead of 5.
constexpr size_t kCachedUsers = 4096;

// What a count of one byte loses at once.
constexpr uint64_t kOverflow = 256;

// The first slabs are smaller, so that a table of few users touches little memory.
constexpr size_t kFirstSlabBytes = size_t{64} << 10;
constexpr size_t kSlabBytes = size_t{2} << 20;

size_t slab_bytes(size_t slab) {
  return slab < 3 ? kFirstSlabBytes << (2 * slab) : kSlabBytes;
}

}  // namespace

CountTable::CountTable()
    : index_bits_(kFirstIndexBits), index_((size_t{1} << kFirstIndexBits) * sizeof(Slot)) {
  static_assert(kSlabBytes == kUnitBytes << kUnitBits);
}

inline bool CountTable::has_email(User user, const char* email, size_t bytes) const {
  const Entry& candidate = entry(user);
  return candidate.email_bytes() == bytes && is_same_email(candidate.email, email, bytes);
}

void CountTable::count(std::span<const UserEvent> events) {
  while (!events.empty()) {
    const size_t few = std::min(events.size(), kAtOnce);
    count_few(events.first(few));
    events = events.subspan(few);
  }
}

void CountTable::count_few(std::span<const UserEvent> events) {
  make_room_in_index(events.size());
  if (users_ <= kCachedUsers) {
    for (const UserEvent& event : events) count_from(candidate(event.email_hash), event);
    return;
  }
  std::array<uint32_t, kAtOnce> found;
  const Slot* const slots = this->slots();

  for (const UserEvent& event : events) __builtin_prefetch(&slots[home(event.email_hash)]);

  for (size_t at = 0; at < events.size(); at++) {
    found[at] = static_cast<uint32_t>(candidate(events[at].email_hash));
    if (slots[found[at]].entry != 0) prefetch(slots[found[at]].entry - 1);
  }

  // From where the second pass stopped: entries are only added, so none before it can be the one.
  for (size_t at = 0; at < events.size(); at++) count_from(found[at], events[at]);
}

// The first slot in the way of the hash that has it or is free.
inline size_t CountTable::candidate(uint32_t hash) const {
  const Slot* const slots = this->slots();
  const size_t home = this->home(hash);
  size_t slot = home;
  while (slots[slot].hash != hash && slots[slot].entry != 0) slot = next(slot, home);
  return slot;
}

// Counts an event whose user's slot is `slot`, its candidate, or one behind it.
inline void CountTable::count_from(size_t slot, const UserEvent& event) {
  const Slot& first = slots()[slot];
  User user = first.entry - 1;
  if (first.entry == 0 || !has_email(user, event.email, event.email_bytes)) {
    user = find_or_append({event.email, event.email_bytes}, event.email_hash, slot);
  }
  increment(user, event.action);
}

inline void CountTable::increment(User user, Action action) {
  uint8_t& count = entry(user).counts[static_cast<size_t>(action)];
  if (++count == 0) add_overflows(user, static_cast<size_t>(action), 1);
}

void CountTable::add_overflows(User user, size_t action, uint64_t times) {
  entry(user).email_bytes_and_flag |= Entry::kHasOverflowed;
  overflows_[uint64_t{user} * kActions + action] += times;
}

void CountTable::add(std::string_view email, uint32_t hash, const Counts& counts) {
  make_room_in_index(1);
  const User user = find_or_append(email, hash, home(hash));
  for (size_t action = 0; action < kActions; action++) {
    uint8_t& count = entry(user).counts[action];
    const uint64_t sum = count + static_cast<uint64_t>(counts[action]);
    count = static_cast<uint8_t>(sum);
    if (sum >= kOverflow) add_overflows(user, action, sum / kOverflow);
  }
}

CountTable::User CountTable::find_or_append(std::string_view email, uint32_t hash, size_t slot) {
  while (true) {
    Slot& here = slots()[slot];
    if (here.entry == 0) {
      const User user = append(email);
      here = {hash, user + 1};
      return user;
    }
    if (here.hash == hash && has_email(here.entry - 1, email.data(), email.size())) {
      return here.entry - 1;
    }
    slot = next(slot, home(hash));
  }
}

CountTable::User CountTable::append(std::string_view email) {
  const size_t units = units_of(email.size());
  Slab& slab = slab_with_room(units);
  const User user = static_cast<User>(slab_in_use_ << kUnitBits | slab.used_units);
  slab.used_units += units;
  used_units_ += units;
  Entry& added = entry(user);
  added.counts = {};
  added.email_bytes_and_flag = static_cast<uint16_t>(email.size());
  std::memcpy(added.email, email.data(), email.size());
  users_++;
  return user;
}

CountTable::Slab& CountTable::slab_with_room(size_t units) {
  if (slabs_.empty()) slabs_.push_back({Pages(slab_bytes(0)), 0});
  const Slab& slab = slabs_[slab_in_use_];
  if ((slab.used_units + units) * kUnitBytes + kReadableBytes > slab.pages.bytes()) {
    slab_in_use_++;
    if (slab_in_use_ == slabs_.size()) {
      if (slab_in_use_ << kUnitBits >= std::numeric_limits<User>::max()) throw std::bad_alloc();
      slabs_.push_back({Pages(slab_bytes(slab_in_use_)), 0});
    }
  }
  return slabs_[slab_in_use_];
}

// So that the index does not grow while so many users are added.
void CountTable::make_room_in_index(size_t users) {
  // At five eighths, one user in forty is not in the cache line of its home.
  while ((users_ + users) * 8 > slot_count() * 5) grow_index();
}

void CountTable::grow_index() {
  if (index_bits_ + 1 > kMostIndexBits) throw std::bad_alloc();
  const size_t old_count = slot_count();
  Pages larger(old_count * 2 * sizeof(Slot));
  larger.populate();  // 5 % of a run of 5 million users
  const Pages old = std::exchange(index_, std::move(larger));
  index_bits_++;
  // The home is the hash's high bits, so the old index is walked and the new one filled in order.
  const auto* old_slots = reinterpret_cast<const Slot*>(old.data());
  for (size_t at = 0; at < old_count; at++) {
    if (old_slots[at].entry == 0) continue;
    const size_t home = this->home(old_slots[at].hash);
    size_t slot = home;
    while (slots()[slot].entry != 0) slot = next(slot, home);
    slots()[slot] = old_slots[at];
  }
}

void CountTable::clear() {
  if (users_ != 0) std::memset(index_.data(), 0, index_.bytes());
  for (Slab& slab : slabs_) slab.used_units = 0;
  slab_in_use_ = 0;
  users_ = 0;
  used_units_ = 0;
  overflows_.clear();
}

Counts CountTable::counts(User user) const {
  const Entry& wanted = entry(user);
  Counts counts;
  for (size_t action = 0; action < kActions; action++) counts[action] = wanted.counts[action];
  if (!wanted.has_overflowed()) return counts;
  for (size_t action = 0; action < kActions; action++) {
    const auto lost = overflows_.find(uint64_t{user} * kActions + action);
    if (lost == overflows_.end()) continue;
    counts[action] += static_cast<int64_t>(lost->second * kOverflow);
  }
  return counts;
}

Counts CountTable::take_counts(User user) {
  const Counts taken = counts(user);
  entry(user).counts = {};
  entry(user).email_bytes_and_flag &= static_cast<uint16_t>(~Entry::kHasOverflowed);
  return taken;
}

size_t CountTable::bytes() const {
  size_t bytes = index_.bytes();
  for (const Slab& slab : slabs_) bytes += slab.pages.bytes();
  return bytes;
}

std::vector<CountTable::User> CountTable::sample(double share) const {
  std::vector<User> users;
  const double low = share * 0x1p32;
  const uint64_t limit = low >= 0x1p32 ? uint64_t{1} << 32 : static_cast<uint64_t>(low);
  // Homes are in the order of the hashes. A user who is not in the home's line is in one that all
  // lines from there on to have been full before.
  const size_t homes = static_cast<size_t>(limit >> (32 - index_bits_)) + 1;
  bool line_is_full = true;
  for (size_t line = 0; line < slot_count() && (line < homes || line_is_full); line += kLineSlots) {
    line_is_full = true;
    for (size_t slot = line; slot < line + kLineSlots; slot++) {
      const Slot& here = slots()[slot];
      line_is_full = line_is_full && here.entry != 0;
      if (here.entry != 0 && here.hash < limit) users.push_back(here.entry - 1);
    }
  }
  return users;
}

void TableSink::count(std::span<UserEvent> events) {
  for (UserEvent& event : events) event.email_hash = hash_email(event.email, event.email_bytes);
  table_.count(events);
}

}  // namespace crudtally
