// One file of a day log.
#pragma once

#include <string>

#include "base/file.h"

namespace crudtally {

enum class Compression { none, gzip, zstd };

struct LogFile {
  std::string path;  // to open it with
  // Relative to the input folder, with '/': what messages, rejects and the summary call it.
  std::string name;
  // The name without `.gz` or `.zst`: it stays when a log is compressed.
  std::string stem;
  Compression compression = Compression::none;
  FileStat stat;  // when it was found
};

}  // namespace crudtally
