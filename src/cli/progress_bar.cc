#include "cli/progress_bar.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace crudtally {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr size_t kCells = 30;

void draw(const BarState& state) {
  const double share = std::clamp(state.done, 0.0, 1.0);
  const auto full = static_cast<size_t>(share * static_cast<double>(kCells));
  const std::string bar = std::string(full, '#') + std::string(kCells - full, '.');
  // Carriage return, the bar, and "erase to the end of the line".
  const std::string line = fmt::format("\r[{}] {:3.0f} % {}\x1b[K", bar, share * 100, state.text);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

void draw_until_stopped(const std::stop_token& stop, const std::function<BarState()>& state) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  // Not at once: a job that is over in a moment needs no bar.
  while (!stopped.wait_for(lock, stop, kInterval, [&] { return stop.stop_requested(); })) {
    draw(state());
  }
  std::fwrite("\r\x1b[K", 1, 4, stderr);
}

}  // namespace

ProgressBar::ProgressBar(ShowProgress show, std::function<BarState()> state)
    : state_(std::move(state)) {
  if (show == ShowProgress::never) return;
  if (show == ShowProgress::when_terminal && ::isatty(STDERR_FILENO) == 0) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { draw_until_stopped(stop, state_); });
}

ProgressBar::~ProgressBar() = default;

}  // namespace crudtally
