// The content hash of a whole log, by all threads.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/digest.h"
#include "job/progress.h"
#include "logs/log_file.h"

namespace crudtally {

struct HashedLog {
  Digest content;
  int64_t read_at_ns = 0;  // when the reading began
  uint64_t bytes_read = 0;
};

// Throws Error, and LogChanged where the file is no longer what was found.
HashedLog hash_log(const LogFile& file, size_t threads, Progress& progress);

}  // namespace crudtally
