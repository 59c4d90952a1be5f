#include "core/sort_users.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace crudtally {
namespace {

struct Key {
  EmailPrefix prefix;
  uint32_t user;
};

// Below this a comparison sort of keys, which lie in the cache by then, is faster than 256 buckets.
constexpr size_t kSmall = 96;

unsigned byte_at(const Key& key, size_t depth) {
  const uint64_t half = depth < 8 ? key.prefix.first : key.prefix.second;
  return static_cast<unsigned>(half >> (56 - depth % 8 * 8)) & 0xFF;
}

class Sorter {
 public:
  explicit Sorter(const CountTable& table) : table_(table) {}

  // Sorts keys that agree in the first `depth` bytes: most significant byte first, in place, each
  // key swapped straight into its bucket.
  void sort(std::span<Key> keys, size_t depth) const {
    if (keys.size() <= kSmall || depth == kPrefixBytes) {
      std::ranges::sort(keys, [this](const Key& a, const Key& b) { return is_less(a, b); });
      return;
    }
    std::array<size_t, 256> sizes = {};
    for (const Key& key : keys) sizes[byte_at(key, depth)]++;
    if (std::ranges::find(sizes, keys.size()) != sizes.end()) {
      sort(keys, depth + 1);
      return;
    }
    std::array<size_t, 256> next;
    std::array<size_t, 256> end;
    size_t begin = 0;
    for (size_t byte = 0; byte < 256; byte++) {
      next[byte] = begin;
      begin += sizes[byte];
      end[byte] = begin;
    }
    for (size_t byte = 0; byte < 256; byte++) {
      while (next[byte] < end[byte]) {
        const unsigned belongs = byte_at(keys[next[byte]], depth);
        if (belongs == byte) {
          next[byte]++;
        } else {
          std::swap(keys[next[byte]], keys[next[belongs]++]);
        }
      }
    }
    for (size_t byte = 0; byte < 256; byte++) {
      if (sizes[byte] > 1) sort(keys.subspan(end[byte] - sizes[byte], sizes[byte]), depth + 1);
    }
  }

 private:
  bool is_less(const Key& a, const Key& b) const {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return after_prefix(table_.email(a.user)) < after_prefix(table_.email(b.user));
  }

  const CountTable& table_;
};

uint64_t big_endian(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
}

}  // namespace

EmailPrefix email_prefix(std::string_view email) {
  if (email.size() >= kPrefixBytes) return {big_endian(email.data()), big_endian(email.data() + 8)};
  std::array<char, kPrefixBytes> padded = {};
  std::memcpy(padded.data(), email.data(), email.size());
  return {big_endian(padded.data()), big_endian(padded.data() + 8)};
}

std::vector<uint32_t> sorted_users(const CountTable& table) {
  std::vector<Key> keys(table.users());
  for (size_t user = 0; user < keys.size(); user++) {
    keys[user] = {email_prefix(table.email(user)), static_cast<uint32_t>(user)};
  }
  Sorter(table).sort(keys, 0);
  std::vector<uint32_t> users(keys.size());
  std::ranges::transform(keys, users.begin(), &Key::user);
  return users;
}

}  // namespace crudtally
