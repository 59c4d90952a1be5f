#include "base/interrupt.h"

#include <atomic>
#include <csignal>

#include "base/error.h"

namespace crudtally {
namespace {

std::atomic<int> stop_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may only touch such a one");

extern "C" void remember_signal(int signal) {
  stop_signal.store(signal, std::memory_order_relaxed);
  // Whichever of them comes second ends the process.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void catch_stop_signals() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action = {};
    action.sa_handler = remember_signal;
    ::sigaction(signal, &action, nullptr);
  }
}

void throw_if_stopped() {
  const int signal = stop_signal.load(std::memory_order_relaxed);
  if (signal == SIGINT) throw Error("interrupted", ExitStatus::interrupted);
  if (signal == SIGTERM) throw Error("terminated", ExitStatus::terminated);
}

}  // namespace crudtally
