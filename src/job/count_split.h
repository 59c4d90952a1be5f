// One split of one file, read and counted: the body of the parallel loop.
//
// A split [begin, end) has the lines that begin behind the first line break at or after `begin`, up
// to the one that the first line break at or after `end` ends; the first split of a file has its
// first line too. So every line belongs to exactly one split, and no split needs to see the byte
// before its own. A byte-order mark lies in the first split whole.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/digest.h"
#include "core/split_counter.h"
#include "job/log_head.h"
#include "job/progress.h"
#include "logs/log_file.h"

namespace crudtally {

struct Split {
  static constexpr uint64_t kToTheEnd = std::numeric_limits<uint64_t>::max();

  uint64_t begin = 0;
  uint64_t end = kToTheEnd;
};

// The splits of `file`, in order, each of `split_bytes` but the last; one of a compressed file,
// which can only be read from its start.
std::vector<Split> splits_of(const LogFile& file, uint64_t split_bytes);

struct CountedSplit {
  SplitCounts counts;
  std::vector<Digest> blocks;  // of the bytes [begin, end); none where they are not asked for
  uint64_t bytes_read = 0;     // of the file
};

enum class Content { hashed, not_hashed };

// How a split is to be counted.
struct SplitOptions {
  const Kernel& kernel;
  Content content = Content::hashed;
  bool reads_ahead = false;  // on a thread of its own
  KeptRejects kept_rejects = KeptRejects::all;
};

// Counts a split of `file` into `sink`. Throws Error, and LogChanged where the file is no longer
// what was found.
CountedSplit count_split(const LogFile& file, const LogHead& head, const Split& split,
                         const Dialect& dialect, const SplitOptions& options, LineBuffer& buffer,
                         EventSink& sink, Progress& progress);

}  // namespace crudtally
