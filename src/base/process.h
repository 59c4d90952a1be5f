// What the process uses of the machine: memory, processors, files, the clock.
#pragma once

#include <cstddef>
#include <cstdint>

namespace crudtally {

// The most memory that the process has held, in bytes (its peak resident set).
uint64_t peak_memory_bytes();

// The number of processors that this process may run on; at least 1.
size_t available_processors();

// The time of day, as files' times have it: nanoseconds since 1970-01-01.
int64_t now_ns();

// Lets the process open as many files as the system allows it: a long window has a tally a day.
void allow_many_open_files();

}  // namespace crudtally
