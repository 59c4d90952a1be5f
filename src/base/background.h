// One step of work beside the caller's: waiting for the disk while the processor goes on.
#pragma once

#include <exception>
#include <functional>
#include <thread>
#include <utility>

namespace crudtally {

class Background {
 public:
  // Lets the step that runs come to its end; what it throws is lost.
  ~Background() = default;

  // Runs `step` on a thread of its own, once the step before has ended; throws what that has
  // thrown.
  void start(std::function<void()> step) {
    wait();
    thread_ = std::jthread([this, step = std::move(step)] {
      try {
        step();
      } catch (...) {
        exception_ = std::current_exception();
      }
    });
  }

  // Waits for the step that runs, if one does.
  void join() {
    if (thread_.joinable()) thread_.join();
  }

  // The same, and throws what it has thrown.
  void wait() {
    join();
    if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  }

 private:
  std::exception_ptr exception_;
  std::jthread thread_;
};

}  // namespace crudtally
