// Rejects for people: DIR/YYYY-MM-DD.csv, columns file,line,reason,row, sorted by file and line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "tally/rejects_file.h"

namespace crudtally {

// A rejects file of the cache (tally/rejects_file.h).
struct RejectsSource {
  std::string path;
  Digest digest;
};

// Writes `csv_path` atomically, readable by its owner alone (0600): the header, and the rejects of
// `source` where the day has any. Throws UnsoundTally where `source` is not what it should be.
void write_rejects_csv(const std::string& csv_path, const std::optional<RejectsSource>& source);

// The same from memory, for a call without a cache; `files` sorted by name.
void write_rejects_csv(const std::string& csv_path, const std::vector<FileRejects>& files);

}  // namespace crudtally
