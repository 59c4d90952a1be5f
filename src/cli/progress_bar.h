// A progress bar on a terminal, drawn by a thread of its own while a job runs.
//
// Our own few lines: no progress-bar library is packaged for the systems that crudtally builds on.
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace crudtally {

// What a bar shows at one moment.
struct BarState {
  double done = 0;  // of 1
  std::string text;
};

enum class ShowProgress { when_terminal, always, never };

class ProgressBar {
 public:
  // Draws what `state` says, ten times a second, on standard error, if `show` wants it.
  ProgressBar(ShowProgress show, std::function<BarState()> state);
  // Wipes the bar.
  ~ProgressBar();

 private:
  std::function<BarState()> state_;
  std::jthread thread_;
};

}  // namespace crudtally
