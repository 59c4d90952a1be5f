#include "generate/zipf.h"

#include <algorithm>

namespace crudtally {
namespace {

constexpr uint64_t kSingleRanks = 512;
constexpr uint64_t kEntriesPerDoubling = 256;

// 2^40 times the sum of 1/k over the entry's ranks, taken as its width over its middle: 2 parts in
// a million too little at most.
uint64_t weight_of(uint64_t first, uint64_t width) {
  return static_cast<uint64_t>((Uint128{2 * width} << 40) / (2 * first + width - 1));
}

}  // namespace

ZipfRanks::ZipfRanks(uint64_t count) {
  std::vector<uint64_t> weights;
  uint64_t total = 0;
  for (uint64_t first = 1, width = 1; first <= count; first += width) {
    const bool starts_doubling = first >= kSingleRanks && std::has_single_bit(first);
    if (starts_doubling) width = first / kEntriesPerDoubling;
    const uint64_t kept = std::min(width, count - first + 1);
    entries_.push_back({first, kept, 0, 0});
    weights.push_back(weight_of(first, kept));
    total += weights.back();
  }

  // Vose's way to fill an alias table. In units where the average entry weighs `total`, an entry
  // that weighs less is filled up by one that weighs more.
  const auto entries = static_cast<uint32_t>(entries_.size());
  std::vector<uint32_t> light;
  std::vector<uint32_t> heavy;
  for (uint32_t entry = 0; entry < entries; entry++) {
    weights[entry] *= entries;
    (weights[entry] < total ? light : heavy).push_back(entry);
  }
  while (!light.empty()) {
    // The weights average `total` at every step, so that a heavy one is left while a light one is.
    const uint32_t small = light.back();
    const uint32_t large = heavy.back();
    light.pop_back();
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): where there is an entry, it weighs something.
    entries_[small].own_share = static_cast<uint32_t>((Uint128{weights[small]} << 32) / total);
    entries_[small].alias = large;
    weights[large] -= total - weights[small];
    if (weights[large] < total) {
      heavy.pop_back();
      light.push_back(large);
    }
  }
  for (const uint32_t entry : heavy) {
    entries_[entry].own_share = UINT32_MAX;
    entries_[entry].alias = entry;
  }
}

}  // namespace crudtally
