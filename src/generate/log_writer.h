// Writes one log, plain or compressed, atomically and in bounded memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "logs/log_file.h"

namespace crudtally {

class LogWriter {
 public:
  virtual ~LogWriter() = default;

  // Appends text to the log. Throws Error, which names the file, where the disk is full.
  virtual void write(std::string_view text) = 0;

  // Ends the log and publishes it under its name; the size of the file. A writer that is destroyed
  // without it leaves nothing behind.
  virtual uint64_t commit() = 0;
};

// Starts a new version of the log at `path`. Equal texts give equal files; compressed ones as long
// as the compression library stays the same, since its releases may compress differently.
std::unique_ptr<LogWriter> create_log(const std::string& path, Compression compression);

}  // namespace crudtally
