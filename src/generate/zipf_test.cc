#include "generate/zipf.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crudtally {
namespace {

// 1/first + ... + 1/last.
double harmonic(uint64_t first, uint64_t last) {
  double sum = 0;
  for (uint64_t rank = last; rank >= first; rank--) sum += 1.0 / static_cast<double>(rank);
  return sum;
}

// How often each rank comes up; the first is that of rank 1.
std::vector<int> picks_of(uint64_t count, int picks) {
  const ZipfRanks ranks(count);
  Random random(7);
  std::vector<int> times(count);
  for (int pick = 0; pick < picks; pick++) times.at(ranks.pick(random) - 1)++;
  return times;
}

// `found` of `picks`, where a share of `expected` was expected: within five standard deviations and
// what the contract grants.
void expect_share(int found, double expected, int picks) {
  const double mean = expected * picks;
  const double deviation = std::sqrt(mean * (1 - expected));
  EXPECT_NEAR(found, mean, 5 * deviation + 0.002 * mean);
}

TEST(ZipfRanks, GiveRankOneAloneWhereThereIsOnlyOne) {
  EXPECT_EQ(picks_of(1, 1000).front(), 1000);
}

TEST(ZipfRanks, GiveTheFirstRanksTheirExactShares) {
  constexpr uint64_t kCount = 2'000'000;
  constexpr int kPicks = 2'000'000;
  const std::vector<int> times = picks_of(kCount, kPicks);
  const double sum = harmonic(1, kCount);
  for (const uint64_t rank : {1, 2, 3, 10, 100}) {
    SCOPED_TRACE(rank);
    expect_share(times[rank - 1], 1 / static_cast<double>(rank) / sum, kPicks);
  }
}

TEST(ZipfRanks, GiveRangesOfRanksTheirShares) {
  constexpr uint64_t kCount = 2'000'000;
  constexpr int kPicks = 2'000'000;
  const std::vector<int> times = picks_of(kCount, kPicks);
  const double sum = harmonic(1, kCount);
  // The ranges cut table entries, and the last one ends in an entry that is cut short.
  const std::vector<uint64_t> ends = {1, 300, 511, 515, 1000, 5003, 77'777, 1'000'001, kCount};
  for (size_t range = 1; range < ends.size(); range++) {
    SCOPED_TRACE(ends[range]);
    int found = 0;
    for (uint64_t rank = ends[range - 1]; rank < ends[range]; rank++) found += times[rank];
    expect_share(found, harmonic(ends[range - 1] + 1, ends[range]) / sum, kPicks);
  }
}

TEST(ZipfRanks, ReachTheLastRankAndNoneAfterIt) {
  for (const uint64_t count : {2, 511, 512, 513, 514, 1023, 1024, 1025}) {
    SCOPED_TRACE(count);
    const std::vector<int> times = picks_of(count, 200'000);
    EXPECT_GT(times.back(), 0);
    EXPECT_EQ(std::count(times.begin(), times.end(), 0), 0);
  }
}

TEST(ZipfRanks, GiveAsManyDifferentUsersADayAsTheLawDoes) {
  constexpr uint64_t kCount = 100'000;
  constexpr int kPicks = 250'000;
  const std::vector<int> times = picks_of(kCount, kPicks);
  const double sum = harmonic(1, kCount);
  double expected = 0;
  for (uint64_t rank = 1; rank <= kCount; rank++) {
    expected += 1 - std::pow(1 - 1 / static_cast<double>(rank) / sum, kPicks);
  }
  const auto found = static_cast<double>(
      std::count_if(times.begin(), times.end(), [](int count) { return count > 0; }));
  EXPECT_NEAR(found, expected, 0.01 * expected);
}

TEST(ZipfRanks, StayInTheRangeOfATrillion) {
  constexpr uint64_t kCount = 1'000'000'000'000;
  const ZipfRanks ranks(kCount);
  Random random(7);
  uint64_t largest = 0;
  for (int pick = 0; pick < 100'000; pick++) {
    const uint64_t rank = ranks.pick(random);
    ASSERT_GE(rank, 1U);
    ASSERT_LE(rank, kCount);
    largest = std::max(largest, rank);
  }
  // One pick in 41 lies in the upper half.
  EXPECT_GT(largest, kCount / 2);
}

}  // namespace
}  // namespace crudtally
