// The decompressed bytes of a log, in order.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/file.h"
#include "logs/log_file.h"

namespace crudtally {

// Thrown where a log is no longer the file that was found: the caller may look again and start
// over. Not an Error, so that it cannot pass for one.
struct LogChanged {
  std::string name;
};

class LogReader {
 public:
  virtual ~LogReader() = default;

  // Fills `space`, whole until the bytes end; the number of bytes, 0 at the end. Throws Error where
  // the file cannot be read, is damaged, or ends inside a gzip member or zstd frame; Error too
  // where something other than a further member or frame follows one; LogChanged in place of all
  // these where the file changed, for that explains the damage.
  virtual size_t read(std::span<char> space) = 0;

  // Throws LogChanged where the file is not what it was when it was found.
  virtual void check_unchanged() const = 0;

  // Bytes read from the file so far, before decompression.
  virtual uint64_t bytes_read() const = 0;
};

// Reads `file` from `offset` on (0 for a compressed file). Throws LogChanged as check_unchanged
// does, Error where the file cannot be opened or is compressed and empty.
std::unique_ptr<LogReader> open_log(const LogFile& file, uint64_t offset = 0);

}  // namespace crudtally
