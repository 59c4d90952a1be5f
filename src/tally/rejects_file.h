// The rejects of a day on disk: YYYY-MM-DD.rejects.parquet, columns file (string), line (int64),
// reason (string), row (string; as shown_row gives it), sorted by file and line. Readable by its
// owner alone: rejected rows hold personal data.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "core/reject.h"

namespace crudtally {

// The rejects of one file of a day log, sorted by line.
struct FileRejects {
  std::string file;  // LogFile::name
  std::vector<Reject> rejects;
};

struct WrittenRejects {
  uint64_t bytes = 0;
  Digest digest;  // of the file's bytes
};

// Writes the rejects of `files` (sorted by file name) as `path`, atomically.
WrittenRejects write_rejects_file(const std::string& path, const std::vector<FileRejects>& files);

struct RejectRecord {
  std::string_view file;
  int64_t line = 0;
  std::string_view reason;
  std::string_view row;
};

// Calls `visit` with each reject of `path`, in order, after the file's bytes have been found to
// have this digest. Throws UnsoundTally where they have not, or there is no such file.
void read_rejects_file(const std::string& path, const Digest& digest,
                       const std::function<void(const RejectRecord&)>& visit);

}  // namespace crudtally
