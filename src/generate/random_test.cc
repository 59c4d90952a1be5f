#include "generate/random.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crudtally {
namespace {

using ::testing::ElementsAre;

TEST(NextSplitmix, GivesThePublishedNumbers) {
  uint64_t state = 1234567;
  std::vector<uint64_t> numbers;
  for (int count = 0; count < 5; count++) numbers.push_back(next_splitmix(state));
  EXPECT_THAT(numbers, ElementsAre(6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                   4593380528125082431U, 16408922859458223821U));
}

TEST(Random, GivesThePublishedNumbersOfXoshiro256StarStar) {
  Random random(std::array<uint64_t, 4>{1, 2, 3, 4});
  std::vector<uint64_t> numbers;
  for (int count = 0; count < 8; count++) numbers.push_back(random.next());
  EXPECT_THAT(numbers,
              ElementsAre(11520U, 0U, 1509978240U, 1215971899390074240U, 1216172134540287360U,
                          607988272756665600U, 16172922978634559625U, 8476171486693032832U));
}

TEST(RandomBelow, ReachesEveryNumberBelowTheBound) {
  Random random(1);
  std::array<int, 7> found{};
  for (int count = 0; count < 7000; count++) found.at(random.below(7))++;
  // 1000 each, give or take five standard deviations.
  for (const int times : found) EXPECT_NEAR(times, 1000, 150);
}

int times_in_10000(const Chance& chance) {
  Random random(1);
  int times = 0;
  for (int count = 0; count < 10'000; count++) times += chance.happens(random);
  return times;
}

TEST(Chance, NeverHappensAtZero) {
  EXPECT_EQ(times_in_10000(Chance(0)), 0);
}

TEST(Chance, AlwaysHappensAtOne) {
  EXPECT_EQ(times_in_10000(Chance(1)), 10'000);
}

TEST(Chance, HappensAsOftenAsItsProbabilitySays) {
  EXPECT_NEAR(times_in_10000(Chance(0.25)), 2500, 220);
}

}  // namespace
}  // namespace crudtally
