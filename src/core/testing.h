// What the tests of the core share.
#pragma once

#include <random>

namespace crudtally {

// The same numbers in every run.
class TestRandom {
 public:
  unsigned operator()() { return static_cast<unsigned>(engine_()); }
  unsigned operator()(size_t below) { return static_cast<unsigned>(engine_() % below); }

 private:
  std::mt19937 engine_{1};
};

}  // namespace crudtally
