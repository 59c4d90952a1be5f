#include "base/background.h"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"

namespace crudtally {
namespace {

void dawdle() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

TEST(Background, RunsAStepBesideTheCaller) {
  Background background;
  std::atomic<bool> may_end = false;
  std::atomic<bool> ended = false;
  background.start([&] {
    while (!may_end) std::this_thread::yield();
    ended = true;
  });
  // If the caller had to wait for it, the step would never end.
  EXPECT_FALSE(ended);
  may_end = true;
  background.wait();
  EXPECT_TRUE(ended);
}

TEST(Background, RunsOneStepAfterTheOther) {
  Background background;
  std::vector<int> steps;
  for (int step = 0; step < 20; step++) {
    background.start([&steps, step] {
      if (step % 4 == 0) dawdle();
      steps.push_back(step);
    });
  }
  background.wait();
  ASSERT_EQ(steps.size(), 20U);
  for (int step = 0; step < 20; step++) EXPECT_EQ(steps[static_cast<size_t>(step)], step);
}

TEST(Background, WaitsForNothingWhereNothingRuns) {
  Background background;
  background.join();
  background.wait();
  background.start([] {});
  background.wait();
  background.wait();
}

TEST(Background, ThrowsOnceWhatAStepHasThrown) {
  Background background;
  background.start([] { throw Error("it is bad", ExitStatus::no_input); });
  background.join();
  try {
    background.wait();
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "it is bad");
    EXPECT_EQ(error.status(), ExitStatus::no_input);
  }
  EXPECT_NO_THROW(background.wait());
}

TEST(Background, DoesNotStartAStepAfterOneThatHasFailed) {
  Background background;
  bool started = false;
  background.start([] { throw Error("it is bad"); });
  EXPECT_THROW(background.start([&] { started = true; }), Error);
  background.wait();
  EXPECT_FALSE(started);
  background.start([&] { started = true; });
  background.wait();
  EXPECT_TRUE(started);
}

TEST(Background, LetsTheLastStepEnd) {
  bool ended = false;
  {
    Background background;
    background.start([&] {
      dawdle();
      ended = true;
    });
  }
  EXPECT_TRUE(ended);
}

// As when the caller itself has failed.
TEST(Background, LosesWhatTheLastStepThrows) {
  Background background;
  background.start([] {
    dawdle();
    throw Error("nobody waits for it");
  });
}

}  // namespace
}  // namespace crudtally
