// A run: a sorted stream of (email, counts). A table in memory, a spill file, a day tally and the
// merge of any of them are runs, so that whatever consumes one (the merge, a writer) serves all.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/counts.h"

namespace crudtally {

// A piece of a run, small enough to stay in the caches: at most kRows rows and about kBytes bytes
// of emails.
struct RunBatch {
  static constexpr size_t kRows = 4096;
  static constexpr size_t kBytes = size_t{1} << 20;

  // emails[i] has counts[i]; the emails strictly ascend by their bytes, over batches too.
  std::vector<std::string_view> emails;
  std::vector<Counts> counts;

  size_t size() const { return emails.size(); }
  void clear() {
    emails.clear();
    counts.clear();
  }
};

class Run {
 public:
  virtual ~Run() = default;

  // The next rows, never none of them, or nullptr after the last. The batch and the bytes of its
  // emails stay as they are until the next call. May throw Error.
  virtual const RunBatch* next() = 0;
};

}  // namespace crudtally
