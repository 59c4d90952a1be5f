// One split of a log: pieces of bytes in, events handed to a counter, the rest added up. The unit
// of parallel work, on one machine or many; it knows neither files nor threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/event_batch.h"
#include "core/kernel.h"
#include "core/line_buffer.h"
#include "core/lines.h"
#include "core/row_parser.h"
#include "core/row_scan.h"

namespace crudtally {

// What a split adds up to; its lines count from 1 at its own first one.
struct SplitCounts {
  uint64_t rows = 0;  // by the scan; without the header
  ParsedRows parsed;
};

class SplitCounter {
 public:
  // Takes its pieces from `buffer`. A split that `begins_with_header` is the
  // first of its file to have a line that is not blank, and this line is the file's header.
  SplitCounter(const Dialect& dialect, const Kernel& kernel, bool begins_with_header,
               LineBuffer& buffer, KeptRejects kept_rejects = KeptRejects::all);

  // Where the next piece goes.
  std::span<char> space() { return buffer_.space(); }

  // Counts the bytes [begin, end) of the space into `sink`; `begin` is 0 but for the first piece,
  // which begins at the begin of a line.
  void count(size_t begin, size_t end, EventSink& sink);

  // The rejects that are kept so far, to be taken away where they are too many for memory.
  std::vector<Reject>& rejects() { return parser_.parsed().rejects; }

  // Ends the last line, counted into `sink`, and checks the books: events and rejects make up the
  // rows that the scan has counted. Throws std::logic_error where they do not.
  SplitCounts finish(EventSink& sink);

 private:
  void count_lines(Lines scanned, EventSink& sink);

  const Kernel& kernel_;
  LineBuffer& buffer_;
  bool begins_with_header_;
  RowScan scan_;
  RowParser parser_;
  EventBatch batch_;
};

}  // namespace crudtally
