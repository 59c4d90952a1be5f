// A log read on a thread of its own, a chunk ahead of its user: a compressed log is one split, and
// while it is counted the next of it can be inflated.
#pragma once

#include <memory>

#include "logs/log_reader.h"

namespace crudtally {

// Reads as `reader` does, and throws what it throws, at the same place.
std::unique_ptr<LogReader> read_ahead(std::unique_ptr<LogReader> reader);

}  // namespace crudtally
