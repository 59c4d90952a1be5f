// Does a day tally still speak for its logs? One pure function: no file is touched here.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "logs/log_file.h"
#include "tally/metadata.h"

namespace crudtally {

enum class Freshness {
  trusted,      // nothing has changed since the tally was made
  gone,         // none of its files is left: the tally is all there is
  ask_content,  // the files' stats cannot tell: compare content hashes
  changed,      // there are files that the tally does not know
};

struct FreshnessVerdict {
  Freshness freshness;
  // For ask_content: which of `found` are in doubt (all of them with `verify_logs`).
  std::vector<size_t> in_doubt;
  // Stems that the tally knows and that are gone, while others are left.
  std::vector<std::string> gone_stems;
  // For people, a few words: "log unchanged", "the log has a new file b.csv".
  std::string why;
};

// Per file: stem, size, mtime, ctime and inode all equal, and the mtime more than 2 s older than
// the reading that the tally comes from (a file may change twice within the tick of a clock): then
// it is trusted. Otherwise its content decides.
FreshnessVerdict compare_sources(const std::vector<SourceFile>& recorded,
                                 const std::vector<LogFile>& found, bool verify_logs);

}  // namespace crudtally
