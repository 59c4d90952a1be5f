#include "base/interrupt.h"

#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "base/testing.h"

namespace crudtally {
namespace {

// Both work for as long as a test may take, and then return 0.
const auto kLongest = std::chrono::seconds(10);

int work_until_stopped(const ChildProcess::Ready& ready) {
  catch_stop_signals();
  ready();
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (std::chrono::steady_clock::now() < end) {
    throw_if_stopped();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return 0;
}

// Is ready again once it has been asked to stop, which it does not do.
int work_on(const ChildProcess::Ready& ready) {
  try {
    return work_until_stopped(ready);
  } catch (const Error&) {
    ready();
  }
  std::this_thread::sleep_for(kLongest);
  return 0;
}

TEST(ThrowIfStopped, DoesNothingWithoutASignal) {
  EXPECT_NO_THROW(throw_if_stopped());
}

TEST(ThrowIfStopped, SaysThatSigintCame) {
  ChildProcess child(work_until_stopped);
  ASSERT_TRUE(child.wait_until_ready());
  child.kill(SIGINT);
  EXPECT_EQ(child.wait(), 130);
}

TEST(ThrowIfStopped, SaysThatSigtermCame) {
  ChildProcess child(work_until_stopped);
  ASSERT_TRUE(child.wait_until_ready());
  child.kill(SIGTERM);
  EXPECT_EQ(child.wait(), 143);
}

TEST(CatchStopSignals, LetsASecondSignalEndTheProcess) {
  for (const auto& [first, second] : {std::pair(SIGINT, SIGINT), std::pair(SIGTERM, SIGTERM),
                                      std::pair(SIGINT, SIGTERM), std::pair(SIGTERM, SIGINT)}) {
    ChildProcess child(work_on);
    ASSERT_TRUE(child.wait_until_ready());
    child.kill(first);
    ASSERT_TRUE(child.wait_until_ready());
    child.kill(second);
    EXPECT_EQ(child.wait(), 128 + second) << first << " then " << second;
  }
}

}  // namespace
}  // namespace crudtally
