// Parallelism as loops over data: no channels, no futures.
#pragma once

#include <atomic>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace crudtally {

// Calls `body(worker, index)` once for each index below `count`, in increasing order of their
// start, on up to `threads` threads (at least one); `worker` is below the number of threads, and no
// two calls with the same worker run at once. After a call has thrown, no further index starts, and
// the exception of the lowest index is thrown here: the same one however the threads run.
template <typename Body>
void parallel_for(size_t threads, size_t count, const Body& body) {
  std::atomic<size_t> next = 0;
  std::exception_ptr exception;
  size_t exception_index = count;
  std::mutex mutex;
  const auto work = [&](size_t worker) {
    for (size_t index = next++; index < count; index = next++) {
      try {
        body(worker, index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (index < exception_index) {
          exception_index = index;
          exception = std::current_exception();
        }
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (size_t worker = 1; worker < threads && worker < count; worker++) {
      others.emplace_back(work, worker);
    }
    work(0);
  }
  if (exception) std::rethrow_exception(exception);
}

// As parallel_for, in two steps: calls of `make(worker, index, hand_over)` run at once, those of
// `use(worker, index)` one after the other in the order of their indexes, each after its `make` and
// on the same thread. A `make` that has made as much as it may keep calls `hand_over()`, which
// waits for its turn and calls `use`, as often as it likes; one that never does may leave it out.
template <typename Make, typename Use>
void parallel_in_order(size_t threads, size_t count, const Make& make, const Use& use) {
  struct Abandoned {};
  std::mutex mutex;
  std::condition_variable turn_has_come;
  size_t turn = 0;
  bool failed = false;
  parallel_for(threads, count, [&](size_t worker, size_t index) {
    const auto hand_over = [&] {
      {
        // Lower indexes have started before this one, so each comes to its turn or fails.
        std::unique_lock lock(mutex);
        turn_has_come.wait(lock, [&] { return turn == index || failed; });
        if (failed) throw Abandoned();
      }
      use(worker, index);
    };
    try {
      if constexpr (std::invocable<const Make&, size_t, size_t>) {
        make(worker, index);
      } else {
        make(worker, index, hand_over);
      }
      hand_over();
      const std::lock_guard lock(mutex);
      turn++;
    } catch (const Abandoned&) {
      return;
    } catch (...) {
      {
        const std::lock_guard lock(mutex);
        failed = true;
      }
      turn_has_come.notify_all();
      throw;
    }
    turn_has_come.notify_all();
  });
}

}  // namespace crudtally
