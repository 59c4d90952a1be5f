// One split of one file, read and counted: the body of the parallel loop.
//
// A split [begin, end) has the lines that begin behind the first line break at or after `begin`, up
// to the one that the first line break at or after `end` ends; the first split of a file has its
// first line too. So every line belongs to exactly one split, and no split needs to see the byte
// before its own. A byte-order mark lies in the first split whole.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "core/split_counter.h"
#include "job/log_head.h"
#include "job/progress.h"
#include "logs/content_hash.h"
#include "logs/log_file.h"
#include "logs/log_reader.h"

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

// A split on its way: it can be left at the end of any piece, and gone on with on another thread.
class SplitOnItsWay {
 public:
  // Of `file`, with its pieces in `buffer`. What is given must outlive this. Throws as `count`.
  SplitOnItsWay(const LogFile& file, const LogHead& head, const Split& split,
                const Dialect& dialect, const SplitOptions& options,
                std::unique_ptr<LineBuffer> buffer, Progress& progress);

  // Counts into `sink` up to the split's end or, if that comes first, the end of a piece at which
  // `is_enough` says so; whether it is the split's. Throws Error, and LogChanged where the file is
  // no longer what was found.
  bool count(EventSink& sink, const std::function<bool()>& is_enough);

  // After the end: what was counted, and the buffer for the next split.
  CountedSplit take_counted() { return std::move(counted_); }
  std::unique_ptr<LineBuffer> take_buffer() { return std::move(buffer_); }

 private:
  std::string_view read(uint64_t most);
  void count_piece(std::string_view piece, EventSink& sink);
  void count_last_line(EventSink& sink);

  Split split_;
  const LogHead& head_;
  SplitOptions options_;
  Progress& progress_;
  std::unique_ptr<LineBuffer> buffer_;
  std::unique_ptr<LogReader> reader_;
  SplitCounter counter_;
  BlockHasher hasher_;
  uint64_t offset_;
  uint64_t bytes_reported_ = 0;
  bool in_own_line_;
  CountedSplit counted_;
};

}  // namespace crudtally
