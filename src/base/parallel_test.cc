#include "base/parallel.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"

namespace crudtally {
namespace {

TEST(ParallelFor, CallsEachIndexOnce) {
  for (const size_t threads : {0, 1, 2, 5}) {
    std::vector<std::atomic<int>> calls(1000);
    parallel_for(threads, calls.size(), [&](size_t, size_t index) { calls[index]++; });
    EXPECT_TRUE(std::ranges::all_of(calls, [](const auto& count) { return count == 1; }))
        << threads << " threads";
  }
}

TEST(ParallelFor, CallsNothingForNothing) {
  parallel_for(4, 0, [](size_t, size_t) { FAIL(); });
}

TEST(ParallelFor, KeepsToTheOrderOnOneThread) {
  std::vector<size_t> order;
  parallel_for(1, 100, [&](size_t, size_t index) { order.push_back(index); });
  std::vector<size_t> expected(100);
  std::iota(expected.begin(), expected.end(), size_t{0});
  EXPECT_EQ(order, expected);
}

TEST(ParallelFor, RunsAsManyCallsAtOnceAsThereAreThreads) {
  // Each of the first three waits for the other two: with fewer threads the test would never end.
  std::atomic<size_t> started = 0;
  parallel_for(3, 3, [&](size_t, size_t) {
    started++;
    while (started < 3) std::this_thread::yield();
  });
  EXPECT_EQ(started, 3U);
}

TEST(ParallelFor, NeverRunsOneWorkerTwiceAtOnce) {
  constexpr size_t kThreads = 4;
  std::vector<std::atomic<int>> running(kThreads);
  std::atomic<bool> overlap = false;
  parallel_for(kThreads, 2000, [&](size_t worker, size_t) {
    if (running.at(worker)++ != 0) overlap = true;
    std::this_thread::yield();
    running.at(worker)--;
  });
  EXPECT_FALSE(overlap);
}

TEST(ParallelFor, ThrowsWhatACallThrows) {
  for (const size_t threads : {1, 4}) {
    try {
      parallel_for(threads, 100, [](size_t, size_t index) {
        if (index == 17) throw Error("17 is bad", ExitStatus::no_input);
      });
      FAIL() << "nothing was thrown";
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), "17 is bad");
      EXPECT_EQ(error.status(), ExitStatus::no_input);
    }
  }
}

TEST(ParallelFor, StartsNothingMoreAfterACallHasThrown) {
  size_t calls = 0;
  EXPECT_THROW(parallel_for(1, 100,
                            [&](size_t, size_t index) {
                              calls++;
                              if (index == 17) throw Error("17 is bad");
                            }),
               Error);
  EXPECT_EQ(calls, 18U);
}

TEST(ParallelFor, WaitsForTheOthersBeforeItThrows) {
  std::atomic<bool> other_started = false;
  std::atomic<bool> other_ended = false;
  EXPECT_THROW(parallel_for(2, 2,
                            [&](size_t, size_t index) {
                              if (index == 0) {
                                while (!other_started) std::this_thread::yield();
                                throw Error("0 is bad");
                              }
                              other_started = true;
                              std::this_thread::sleep_for(std::chrono::milliseconds(20));
                              other_ended = true;
                            }),
               Error);
  EXPECT_TRUE(other_ended);
}

}  // namespace
}  // namespace crudtally
