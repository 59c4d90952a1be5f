// Counts by email, in memory.
//
// An open-addressing index of 8 bytes a slot (32 bits of hash, 32 bits of where the entry is; eight
// to a cache line, which is searched all around before the next one) over entries that are only
// ever appended: growth moves the index alone. A batch is counted in three passes (ask for the
// index lines; find the candidates and ask for their entries; compare and count), so that its cache
// misses overlap: measured at 5 million users, 58 ns an event against 80 to 110 for a table of
// 64-byte slots.
//
// An entry takes as many bytes as its email asks for, 32 for one of 26, and so its counts are of
// one byte each: new memory is the dearest thing in a run of many users (the system clears 0.6 to 2
// GB of it a second). Entries of 64 bytes, each in one cache line, were measured slower; counts of
// two bytes take a tenth more memory in the same time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/pages.h"
#include "core/counts.h"
#include "core/email_hash.h"
#include "core/event_batch.h"

namespace crudtally {

class CountTable {
 public:
  // Where a user's entry is. It stays until `clear`.
  using User = uint32_t;

  CountTable();

  // Counts the events, which have their hashes.
  void count(std::span<const UserEvent> events);

  // Adds the counts of a user of another table, whose email has this hash; without one,
  // hash_email's.
  void add(std::string_view email, uint32_t hash, const Counts& counts);
  void add(std::string_view email, const Counts& counts) {
    add(email, hash_email(email.data(), email.size()), counts);
  }

  size_t users() const { return users_; }
  size_t bytes() const;  // of memory

  // At most so many bytes are what the users take, index and sorting included: a number that grows
  // with each user, and is 0 after `clear`.
  size_t bytes_in_use() const {
    return used_units_ * kUnitBytes + users_ * (kMostIndexBytesAUser + kSortBytesAUser);
  }

  // Forgets all users and keeps the memory for the next ones.
  void clear();

  // What a user's entry has. The view lives until `clear`, with kReadableBytes behind it.
  std::string_view email(User user) const {
    const Entry& wanted = entry(user);
    return {wanted.email, wanted.email_bytes()};
  }
  Counts counts(User user) const;
  // The counts, which are then 0. To be called for all users, by any thread one at a time each, and
  // followed by `end_take`, before anything more is counted.
  Counts take_counts(User user);
  void end_take() { overflows_.clear(); }

  // Asks for the memory of a user's entry.
  void prefetch(User user) const {
    const Entry* wanted = &entry(user);
    // Two cache lines, where it lies across their border; where not, the second costs next to
    // nothing. Up to the last byte that a comparison reads of most emails: five bytes less cost 7 %
    // of a run of 5 million users.
    __builtin_prefetch(wanted);
    __builtin_prefetch(wanted->email + 31);
  }

  // A place in the order in which users appeared.
  struct Mark {
    size_t slab = 0;
    size_t unit = 0;
  };
  Mark mark() const {
    return slabs_.empty() ? Mark() : Mark{slab_in_use_, slabs_[slab_in_use_].used_units};
  }

  // Calls `visit(user)` for each user that has appeared since `mark`.
  template <typename Visit>
  void for_each_user(Mark mark, const Visit& visit) const {
    for (; mark.slab < slabs_.size(); mark = {mark.slab + 1, 0}) {
      while (mark.unit < slabs_[mark.slab].used_units) {
        const User user = static_cast<User>(mark.slab << kUnitBits | mark.unit);
        visit(user);
        mark.unit += units_of(entry(user).email_bytes());
      }
    }
  }

  // About `share` of the users (1: all), as if drawn by lot, but always the same ones of the same
  // users: those whose hashes are low.
  std::vector<User> sample(double share) const;

 private:
  static constexpr size_t kUnitBytes = 4;
  static constexpr unsigned kUnitBits = 19;  // of units in a slab: 2 MiB, one huge page

  struct Entry {
    // What a count has lost when it overflowed is kept aside.
    static constexpr uint16_t kHasOverflowed = 0x8000;

    std::array<uint8_t, kActions> counts;
    uint16_t email_bytes_and_flag;
    char email[2];  // and on, as long as it is

    size_t email_bytes() const { return email_bytes_and_flag & ~unsigned{kHasOverflowed}; }
    bool has_overflowed() const { return (email_bytes_and_flag & kHasOverflowed) != 0; }
  };
  static_assert(alignof(Entry) <= kUnitBytes);

  struct Slab {
    Pages pages;
    size_t used_units = 0;
  };

  struct Slot {
    uint32_t hash;
    uint32_t entry;  // its User + 1; 0 is a free slot
  };
  static constexpr size_t kLineSlots = 8;  // of a cache line
  // Just after the index has grown.
  static constexpr size_t kMostIndexBytesAUser = 26;
  // Its number and its range, when all users are divided into ranges.
  static constexpr size_t kSortBytesAUser = 6;

  static size_t units_of(size_t email_bytes) {
    return (offsetof(Entry, email) + email_bytes + kUnitBytes - 1) / kUnitBytes;
  }
  const Entry& entry(User user) const {
    const size_t unit = user & ((User{1} << kUnitBits) - 1);
    return *reinterpret_cast<const Entry*>(slabs_[user >> kUnitBits].pages.data() +
                                           unit * kUnitBytes);
  }
  Entry& entry(User user) { return const_cast<Entry&>(std::as_const(*this).entry(user)); }
  Slot* slots() { return reinterpret_cast<Slot*>(index_.data()); }
  const Slot* slots() const { return reinterpret_cast<const Slot*>(index_.data()); }
  size_t slot_count() const { return size_t{1} << index_bits_; }
  // Where a hash's search begins.
  size_t home(uint32_t hash) const { return hash >> (32 - index_bits_); }
  // Where it goes on: all around the home's cache line, which has been asked for, and then the next
  // one's. With 5 million users, 5 % faster than from slot to slot.
  size_t next(size_t slot, size_t home) const {
    const size_t turned = (slot & ~size_t{kLineSlots - 1}) | ((slot + 1) & (kLineSlots - 1));
    if (((turned ^ home) & (kLineSlots - 1)) != 0) return turned;
    return (turned + kLineSlots) & (slot_count() - 1);
  }

  size_t candidate(uint32_t hash) const;
  void increment(User user, Action action);
  void add_overflows(User user, size_t action, uint64_t times);
  void count_from(size_t slot, const UserEvent& event);
  void count_few(std::span<const UserEvent> events);
  bool has_email(User user, const char* email, size_t bytes) const;
  void make_room_in_index(size_t users);
  void grow_index();
  // The user's entry, new if need be; the search begins at `slot`.
  User find_or_append(std::string_view email, uint32_t hash, size_t slot);
  User append(std::string_view email);
  Slab& slab_with_room(size_t units);

  unsigned index_bits_;
  Pages index_;
  std::vector<Slab> slabs_;
  size_t slab_in_use_ = 0;
  size_t users_ = 0;
  size_t used_units_ = 0;  // of all slabs
  // For user * kActions + action: how often that count has overflowed.
  std::unordered_map<uint64_t, uint64_t> overflows_;
};

// Counts everything into one table, which is then the caller's.
class TableSink final : public EventSink {
 public:
  explicit TableSink(CountTable& table) : table_(table) {}
  void count(std::span<UserEvent> events) override;
  void end_piece() override {}

 private:
  CountTable& table_;
};

}  // namespace crudtally
