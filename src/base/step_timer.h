// How long a step takes.
#pragma once

#include <chrono>

namespace crudtally {

// Adds the time of a step to `seconds` when the step is over, however it ends.
class StepTimer {
 public:
  explicit StepTimer(double& seconds) : seconds_(seconds) {}
  ~StepTimer() {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    seconds_ += passed.count();
  }
  StepTimer(const StepTimer&) = delete;
  StepTimer& operator=(const StepTimer&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace crudtally
