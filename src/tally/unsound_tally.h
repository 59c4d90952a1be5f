// What is thrown at a tally, a rejects file or a report that cannot be believed.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace crudtally {

// what() says which file and why. The caller does without it: rebuilds it from the log, or fails
// where the log is gone.
struct UnsoundTally : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// "PATH cannot be believed: REASON".
UnsoundTally unsound(std::string_view path, std::string_view reason);

}  // namespace crudtally
