#include "core/count_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace crudtally {
namespace {

constexpr unsigned kFirstIndexBits = 12;
constexpr unsigned kMostIndexBits = 32;
constexpr size_t kWords = 5;  // of an inline email

// An inline email as words, followed by zeros.
using Words = std::array<uint64_t, kWords>;

// masks[n] keeps the first n bytes of five words.
constexpr std::array<Words, kWords* 8 + 1> kMasks = [] {
  std::array<Words, kWords* 8 + 1> masks = {};
  for (size_t bytes = 0; bytes < masks.size(); bytes++) {
    for (size_t at = 0; at < bytes; at++) {
      const size_t shift =
          std::endian::native == std::endian::little ? at % 8 * 8 : 56 - at % 8 * 8;
      masks[bytes][at / 8] |= uint64_t{0xFF} << shift;
    }
  }
  return masks;
}();

// Reads kReadableBytes at most, whatever the email's length, and no branch depends on it.
Words load_words(const char* email, size_t bytes) {
  Words words;
  std::memcpy(words.data(), email, sizeof words);
  for (size_t word = 0; word < kWords; word++) words[word] &= kMasks[bytes][word];
  return words;
}

__extension__ using Wide = unsigned __int128;

// Both halves of a full product: every bit of either factor reaches the result.
uint64_t mix(uint64_t left, uint64_t right) {
  const Wide product = Wide{left} * right;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

constexpr uint64_t kSecrets[4] = {0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
                                  0xD6E8FEB86659FD93};

uint32_t hash_words(const Words& words, size_t bytes) {
  const uint64_t start = mix(words[0] ^ kSecrets[0], words[1] ^ kSecrets[1]);
  const uint64_t middle = mix(words[2] ^ kSecrets[2], words[3] ^ kSecrets[3]);
  const uint64_t end = mix(words[4] ^ kSecrets[1], bytes ^ kSecrets[2]);
  return static_cast<uint32_t>(mix(start ^ kSecrets[3], middle ^ end ^ kSecrets[0]) >> 32);
}

uint32_t hash_long(std::string_view email) {
  uint64_t hash = email.size();
  while (!email.empty()) {
    const size_t bytes = std::min(email.size(), kWords * 8);
    Words words = {};
    std::memcpy(words.data(), email.data(), bytes);
    hash = mix(hash ^ kSecrets[3], hash_words(words, bytes) ^ kSecrets[0]);
    email.remove_prefix(bytes);
  }
  return static_cast<uint32_t>(hash >> 32);
}

}  // namespace

template <typename Narrow>
BasicCountTable<Narrow>::BasicCountTable()
    : index_bits_(kFirstIndexBits), index_((size_t{1} << kFirstIndexBits) * sizeof(uint64_t)) {}

template <typename Narrow>
void BasicCountTable<Narrow>::count(const EventBatch& batch) {
  make_room_for_batch();
  std::array<uint32_t, EventBatch::kEvents> hashes;
  std::array<Words, EventBatch::kEvents> words;
  std::array<size_t, EventBatch::kEvents> slots_found;

  for (size_t event = 0; event < batch.size; event++) {
    const size_t bytes = batch.email_bytes[event];
    if (bytes <= kInlineBytes) {
      words[event] = load_words(batch.emails[event], bytes);
      hashes[event] = hash_words(words[event], bytes);
    } else {
      hashes[event] = hash_long({batch.emails[event], bytes});
    }
    __builtin_prefetch(&slots()[home(hashes[event])]);
  }

  for (size_t event = 0; event < batch.size; event++) {
    size_t slot = home(hashes[event]);
    while (slots()[slot] != 0 && slots()[slot] >> 32 != hashes[event]) slot = next(slot);
    slots_found[event] = slot;
    if (slots()[slot] != 0) prefetch(static_cast<uint32_t>(slots()[slot]) - 1);
  }

  for (size_t event = 0; event < batch.size; event++) {
    const size_t bytes = batch.email_bytes[event];
    const auto is_here = [&](const Entry& entry) {
      if (entry.email_bytes != bytes) return false;
      if (bytes <= kInlineBytes) {
        return std::memcmp(entry.email.data(), words[event].data(), kInlineBytes) == 0;
      }
      const char* email;
      std::memcpy(&email, entry.email.data(), sizeof email);
      return std::memcmp(email, batch.emails[event], bytes) == 0;
    };
    // From where the second pass stopped: entries are only added, so none before it can be the one.
    size_t slot = slots_found[event];
    while (true) {
      const uint64_t found = slots()[slot];
      if (found == 0) {
        const size_t user = append({batch.emails[event], bytes});
        slots()[slot] = uint64_t{hashes[event]} << 32 | (user + 1);
        increment(user, batch.actions[event]);
        break;
      }
      const size_t user = static_cast<uint32_t>(found) - 1;
      if (found >> 32 == hashes[event] && is_here(entry(user))) {
        increment(user, batch.actions[event]);
        break;
      }
      slot = next(slot);
    }
  }
}

template <typename Narrow>
void BasicCountTable<Narrow>::increment(size_t user, Action action) {
  Narrow& count = entry(user).counts[static_cast<size_t>(action)];
  if (++count == 0) overflows_[user * kActions + static_cast<size_t>(action)]++;
}

template <typename Narrow>
size_t BasicCountTable<Narrow>::append(std::string_view email) {
  const size_t user = users_++;
  Entry& added = entry(user);
  added.counts = {};
  added.email_bytes = static_cast<uint32_t>(email.size());
  added.email = {};
  if (email.size() <= kInlineBytes) {
    std::memcpy(added.email.data(), email.data(), email.size());
  } else {
    const char* kept = long_emails_.emplace_back(email.begin(), email.end()).data();
    std::memcpy(added.email.data(), &kept, sizeof kept);
  }
  return user;
}

// So that the index does not grow, and no slab is missing, while a batch is counted.
template <typename Narrow>
void BasicCountTable<Narrow>::make_room_for_batch() {
  const size_t most = users_ + EventBatch::kEvents;
  // Above five eighths, linear probing begins to leave the cache line where it started.
  if (most * 8 > (size_t{1} << index_bits_) * 5) grow_index();
  while (most > slabs_.size() * kEntriesASlab) slabs_.emplace_back(kEntriesASlab * sizeof(Entry));
}

template <typename Narrow>
void BasicCountTable<Narrow>::grow_index() {
  if (index_bits_ + 1 > kMostIndexBits) throw std::bad_alloc();
  const size_t old_slots = size_t{1} << index_bits_;
  const Pages old = std::exchange(index_, Pages(old_slots * 2 * sizeof(uint64_t)));
  index_bits_++;
  // The home is the hash's high bits, so the old index is walked and the new one filled in order.
  const auto* old_index = reinterpret_cast<const uint64_t*>(old.data());
  for (size_t at = 0; at < old_slots; at++) {
    if (old_index[at] == 0) continue;
    size_t slot = home(static_cast<uint32_t>(old_index[at] >> 32));
    while (slots()[slot] != 0) slot = next(slot);
    slots()[slot] = old_index[at];
  }
}

template <typename Narrow>
void BasicCountTable<Narrow>::clear() {
  if (users_ != 0) std::memset(index_.data(), 0, index_.bytes());
  users_ = 0;
  long_emails_.clear();
  overflows_.clear();
}

template <typename Narrow>
std::string_view BasicCountTable<Narrow>::email(size_t user) const {
  const Entry& wanted = entry(user);
  if (wanted.email_bytes <= kInlineBytes) return {wanted.email.data(), wanted.email_bytes};
  const char* email;
  std::memcpy(&email, wanted.email.data(), sizeof email);
  return {email, wanted.email_bytes};
}

template <typename Narrow>
Counts BasicCountTable<Narrow>::counts(size_t user) const {
  const Entry& wanted = entry(user);
  Counts counts;
  for (size_t action = 0; action < kActions; action++) counts[action] = wanted.counts[action];
  if (overflows_.empty()) return counts;
  for (size_t action = 0; action < kActions; action++) {
    const auto lost = overflows_.find(user * kActions + action);
    if (lost == overflows_.end()) continue;
    counts[action] +=
        static_cast<int64_t>(lost->second * (uint64_t{std::numeric_limits<Narrow>::max()} + 1));
  }
  return counts;
}

template class BasicCountTable<uint32_t>;
template class BasicCountTable<uint8_t>;

}  // namespace crudtally
