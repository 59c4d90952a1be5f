// The head of a log: its byte-order mark and its header.
#pragma once

#include <cstdint>
#include <optional>

#include "core/dialect.h"
#include "logs/log_file.h"

namespace crudtally {

struct LogHead {
  uint64_t begin = 0;  // of the first line: behind a byte-order mark
  Columns columns;
  // Where the header begins, if there is one.
  std::optional<uint64_t> header;
};

// Reads as far as the first line of `file` that is not blank. Throws Error where the file is
// UTF-16, and what open_log and LogReader throw.
LogHead read_head(const LogFile& file);

}  // namespace crudtally
