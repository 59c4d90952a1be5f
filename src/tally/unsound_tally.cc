#include "tally/unsound_tally.h"

#include <fmt/format.h>

namespace crudtally {

UnsoundTally unsound(std::string_view path, std::string_view reason) {
  return UnsoundTally(fmt::format("{} cannot be believed: {}", path, reason));
}

}  // namespace crudtally
