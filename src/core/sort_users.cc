#include "core/sort_users.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace crudtally {
namespace {

// Below this a comparison sort of keys, which lie in the cache by then, is faster than 256 buckets.
constexpr size_t kSmall = 96;

unsigned byte_at(const UserKey& key, size_t depth) {
  const uint64_t half = depth < 8 ? key.prefix.first : key.prefix.second;
  return static_cast<unsigned>(half >> (56 - depth % 8 * 8)) & 0xFF;
}

class Sorter {
 public:
  explicit Sorter(const std::vector<CountTable*>& tables) : tables_(tables) {}

  // Sorts keys that agree in the first `depth` bytes: most significant byte first, in place, each
  // key swapped straight into its bucket.
  void sort(std::span<UserKey> keys, size_t depth) const {
    if (keys.size() <= kSmall || depth == EmailPrefix::kBytes) {
      std::ranges::sort(keys, [this](const UserKey& a, const UserKey& b) { return is_less(a, b); });
      return;
    }
    std::array<size_t, 256> sizes = {};
    for (const UserKey& key : keys) sizes[byte_at(key, depth)]++;
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
  std::string_view email(const UserKey& key) const { return tables_[key.table]->email(key.user); }
  bool is_less(const UserKey& a, const UserKey& b) const {
    if (a.prefix == b.prefix) return after_prefix(email(a)) < after_prefix(email(b));
    return a.prefix < b.prefix;
  }

  const std::vector<CountTable*>& tables_;
};

}  // namespace

void sort_users(const std::vector<CountTable*>& tables, std::span<UserKey> keys) {
  Sorter(tables).sort(keys, 0);
}

}  // namespace crudtally
