// How far a job has come, for whoever watches it from another thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace crudtally {

struct Progress {
  std::atomic<uint64_t> bytes_total = 0;  // of the logs to be read, as they lie on the disk
  std::atomic<uint64_t> bytes_done = 0;
  std::atomic<uint64_t> users_written = 0;  // of the report
};

}  // namespace crudtally
