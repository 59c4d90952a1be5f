// Lines in, events and rejects out. Plain rows go through the kernel, all others through parse_row;
// what comes out is the same either way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/counts.h"
#include "core/dialect.h"
#include "core/event_batch.h"
#include "core/kernel.h"
#include "core/line_buffer.h"
#include "core/reject.h"

namespace crudtally {

// Where a misfiled event stands.
struct MisfiledEvent {
  uint64_t line = 0;
  Date date;  // as written
};

// What was parsed, apart from the events themselves. Lines count from 1 at the first one parsed.
struct ParsedRows {
  uint64_t lines = 0;
  uint64_t events = 0;
  RejectCounts reject_counts = {};
  std::vector<Reject> rejects;
  uint64_t misfiled = 0;
  std::vector<MisfiledEvent> misfiled_examples;  // the first kMisfiledExamples
  HourCounts hours = {};
};

class RowParser {
 public:
  // With `begins_with_header`, the first line that is not blank is a header and no row.
  RowParser(const Dialect& dialect, const Kernel& kernel, bool begins_with_header);

  // Parses the lines from `position` on, each with its LF, until `end` or until `batch` is full,
  // and returns how far it came. The emails of a batch live as long as the lines, and until a call
  // with an empty batch. kReadableBytes may be read past `end`.
  const char* parse(const char* position, const char* end, EventBatch& batch);

  void add_long_line(LongLine line);

  ParsedRows& parsed() { return parsed_; }

 private:
  void parse_line(std::string_view line, EventBatch& batch);
  // `email` where the counter can read it: in the line, or copied to the arena.
  const char* keep_email(std::string_view email);
  void reject(Reason reason, std::string row, uint64_t row_bytes);

  Dialect dialect_;
  const Kernel& kernel_;
  PlainDate plain_date_;
  bool plain_columns_;  // the kernel's own order, so that it can be asked at all
  bool header_ahead_;
  std::string unquoted_;
  std::vector<char> arena_;  // the emails of one batch that differ from their rows' bytes
  size_t arena_bytes_ = 0;
  ParsedRows parsed_;
};

}  // namespace crudtally
