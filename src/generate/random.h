// The random numbers behind the generated logs: xoshiro256** seeded by splitmix64, both by Blackman
// and Vigna and in the public domain. They are written out here, and nothing but integers is drawn
// from them, because the standard library's distributions and the mathematical functions of libm
// may give other numbers on another machine.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace crudtally {

__extension__ using Uint128 = unsigned __int128;

// A bijection of 64-bit numbers that spreads any difference over all bits: splitmix64's output.
constexpr uint64_t mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

// The next number of splitmix64.
constexpr uint64_t next_splitmix(uint64_t& state) {
  return mix(state += 0x9e3779b97f4a7c15);
}

class Random {
 public:
  explicit constexpr Random(uint64_t seed) {
    for (uint64_t& word : state_) word = next_splitmix(seed);
  }
  // Starts in the given state, which must not be all zeros.
  explicit constexpr Random(const std::array<uint64_t, 4>& state) : state_(state) {}

  constexpr uint64_t next() {
    const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // A number below `bound`, each as likely as the others but for bound / 2^64.
  constexpr uint64_t below(uint64_t bound) {
    return static_cast<uint64_t>((Uint128{next()} * bound) >> 64);
  }

 private:
  std::array<uint64_t, 4> state_{};
};

// An event of a given probability, from 0 to 1. Scaling by a power of two and cutting the fraction
// off are exact, so that the threshold is the same on every machine.
class Chance {
 public:
  explicit constexpr Chance(double probability)
      : threshold_(static_cast<uint64_t>(probability * 0x1p53)) {}

  // Draws nothing where it never happens.
  constexpr bool happens(Random& random) const {
    return threshold_ > 0 && (random.next() >> 11) < threshold_;
  }

 private:
  uint64_t threshold_;
};

}  // namespace crudtally
