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

TEST(ParallelFor, ThrowsWhatTheLowestIndexThrowsThoughItIsLater) {
  std::atomic<bool> other_throws = false;
  try {
    parallel_for(2, 2, [&](size_t, size_t index) {
      if (index == 1) {
        other_throws = true;
        throw Error("1 is bad");
      }
      while (!other_throws) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      throw Error("0 is bad");
    });
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "0 is bad");
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

void dawdle(size_t microseconds) {
  std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
}

TEST(ParallelInOrder, UsesEachIndexInOrderAfterItsMakeOnTheSameThread) {
  for (const size_t threads : {0, 1, 2, 5}) {
    std::vector<std::thread::id> makers(500);
    std::vector<size_t> workers(makers.size());
    std::vector<size_t> used;
    parallel_in_order(
        threads, makers.size(),
        [&](size_t worker, size_t index) {
          if (index % 7 == 0) dawdle(200);
          workers[index] = worker;
          makers[index] = std::this_thread::get_id();
        },
        [&](size_t worker, size_t index) {
          EXPECT_EQ(workers[index], worker);
          EXPECT_EQ(makers[index], std::this_thread::get_id());
          used.push_back(index);
        });
    std::vector<size_t> expected(makers.size());
    std::iota(expected.begin(), expected.end(), size_t{0});
    EXPECT_EQ(used, expected) << threads << " threads";
  }
}

TEST(ParallelInOrder, CallsNothingForNothing) {
  const auto fail = [](size_t, size_t) { FAIL(); };
  parallel_in_order(4, 0, fail, fail);
}

TEST(ParallelInOrder, UsesOneIndexAtATime) {
  std::atomic<int> running = 0;
  std::atomic<bool> overlap = false;
  parallel_in_order(
      4, 300, [](size_t, size_t) {},
      [&](size_t, size_t) {
        if (running++ != 0) overlap = true;
        std::this_thread::yield();
        running--;
      });
  EXPECT_FALSE(overlap);
}

TEST(ParallelInOrder, MakesAsManyAtOnceAsThereAreThreads) {
  // Each of the first three waits for the other two: with fewer threads the test would never end.
  std::atomic<size_t> started = 0;
  std::atomic<size_t> used = 0;
  parallel_in_order(
      3, 3,
      [&](size_t, size_t) {
        started++;
        while (started < 3) std::this_thread::yield();
      },
      [&](size_t, size_t) { used++; });
  EXPECT_EQ(used, 3U);
}

TEST(ParallelInOrder, NeverMakesForAWorkerWhoseLastIsNotUsed) {
  constexpr size_t kThreads = 4;
  std::vector<std::atomic<int>> made(kThreads);
  std::atomic<bool> overwritten = false;
  parallel_in_order(
      kThreads, 500,
      [&](size_t worker, size_t) {
        if (made.at(worker)++ != 0) overwritten = true;
      },
      [&](size_t worker, size_t) { made.at(worker)--; });
  EXPECT_FALSE(overwritten);
}

// Whichever index fails, and whoever waits for it then.
TEST(ParallelInOrder, ThrowsWhatAMakeThrows) {
  for (const size_t threads : {1, 2, 4}) {
    for (size_t bad = 0; bad < 20; bad++) {
      std::vector<size_t> used;
      EXPECT_THROW(parallel_in_order(
                       threads, 20,
                       [&](size_t, size_t index) {
                         // So that the others come to wait for it, half of the time.
                         if (index == bad && index % 2 == 0) dawdle(300);
                         if (index == bad) throw Error("it is bad", ExitStatus::no_input);
                       },
                       [&](size_t, size_t index) { used.push_back(index); }),
                   Error);
      // What was used was used in order, and nothing behind the one that failed.
      ASSERT_LE(used.size(), bad);
      for (size_t at = 0; at < used.size(); at++) EXPECT_EQ(used[at], at);
    }
  }
}

TEST(ParallelInOrder, ThrowsWhatAUseThrows) {
  for (const size_t threads : {1, 2, 4}) {
    for (size_t bad = 0; bad < 20; bad++) {
      std::vector<size_t> used;
      try {
        parallel_in_order(
            threads, 20, [](size_t, size_t) {},
            [&](size_t, size_t index) {
              if (index == bad) {
                dawdle(index % 2 * 300);
                throw Error("it is bad", ExitStatus::no_input);
              }
              used.push_back(index);
            });
        FAIL() << "nothing was thrown";
      } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "it is bad");
        EXPECT_EQ(error.status(), ExitStatus::no_input);
      }
      ASSERT_EQ(used.size(), bad);
      for (size_t at = 0; at < used.size(); at++) EXPECT_EQ(used[at], at);
    }
  }
}

TEST(ParallelInOrder, UsesInOrderWhatIsHandedOverInParts) {
  for (const size_t threads : {1, 2, 4}) {
    std::vector<std::vector<size_t>> made(threads);
    std::vector<size_t> used;
    parallel_in_order(
        threads, 50,
        [&](size_t worker, size_t index, const auto& hand_over) {
          for (size_t part = 0; part < index % 5; part++) {
            if (part % 2 == 1) dawdle(50);
            made[worker].push_back(10 * index + part);
            if (part != 3) hand_over();
          }
        },
        [&](size_t worker, size_t) {
          used.insert(used.end(), made[worker].begin(), made[worker].end());
          made[worker].clear();
        });
    std::vector<size_t> expected;
    for (size_t index = 0; index < 50; index++) {
      for (size_t part = 0; part < index % 5; part++) expected.push_back(10 * index + part);
    }
    EXPECT_EQ(used, expected) << threads << " threads";
  }
}

TEST(ParallelInOrder, ThrowsWhatFailedToThoseWhoHandOverParts) {
  for (size_t bad = 0; bad < 20; bad++) {
    EXPECT_THROW(parallel_in_order(
                     4, 20,
                     [&](size_t, size_t index, const auto& hand_over) {
                       for (int part = 0; part < 3; part++) hand_over();
                       if (index == bad) throw Error("it is bad");
                     },
                     [](size_t, size_t) {}),
                 Error);
  }
}

TEST(ParallelInOrder, EndsWhereEveryMakeThrows) {
  std::atomic<size_t> used = 0;
  for (int round = 0; round < 50; round++) {
    EXPECT_THROW(parallel_in_order(
                     4, 100, [&](size_t, size_t) { throw Error("all are bad"); },
                     [&](size_t, size_t) { used++; }),
                 Error);
  }
  EXPECT_EQ(used, 0U);
}

TEST(ParallelInOrder, StartsNothingMoreAfterACallHasThrown) {
  size_t makes = 0;
  EXPECT_THROW(parallel_in_order(
                   1, 100, [&](size_t, size_t) { makes++; },
                   [](size_t, size_t index) {
                     if (index == 17) throw Error("17 is bad");
                   }),
               Error);
  EXPECT_EQ(makes, 18U);
}

}  // namespace
}  // namespace crudtally
