// Lines in, events and rejects out. Plain rows go through the kernel, all others through parse_row;
// what comes out is the same either way.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/counts.h"
#include "core/dialect.h"
#include "core/event_batch.h"
#include "core/kernel.h"
#include "core/line_buffer.h"
#include "core/lines.h"
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
  std::vector<Reject> rejects;  // all that are kept
  uint64_t misfiled = 0;
  std::vector<MisfiledEvent> misfiled_examples;  // the first kMisfiledExamples
  HourCounts hours = {};
};

// Which rejects are kept: all, or the first kRejectExamples, where nobody will ask for the others.
enum class KeptRejects { all, examples };

class RowParser {
 public:
  // With `begins_with_header`, the first line that is not blank is a header and no row.
  RowParser(const Dialect& dialect, const Kernel& kernel, bool begins_with_header,
            KeptRejects kept_rejects = KeptRejects::all);

  // Parses the first of `lines`, as many as `batch` has room for, and takes them off. The emails
  // live as long as the lines do, and until `begin_piece`. kReadableBytes around the lines are
  // readable.
  void parse(Lines& lines, EventBatch& batch);

  // Says that the emails so far are used up, and that the lines to come have `bytes` bytes.
  void begin_piece(size_t bytes);

  void add_long_line(const LongLine& line);

  ParsedRows& parsed() { return parsed_; }

 private:
  size_t parse_fast(const Lines& lines, EventBatch& batch);
  void normalize_emails(std::span<UserEvent> events);
  void parse_line(std::string_view line, EventBatch& batch);
  // `email` where the counter can read it: in the line, or copied to the arena.
  const char* keep_email(std::string_view email);
  // Where the arena has room for one more email.
  char* arena_end();
  // `row` is all of it or its begin.
  void reject(Reason reason, std::string_view row, uint64_t row_bytes);

  Dialect dialect_;
  const Kernel& kernel_;
  PlainTimestamp plain_timestamp_;
  bool plain_columns_;  // email, action, timestamp and no more
  bool header_ahead_;
  size_t most_rejects_;  // that are kept
  std::string unquoted_;
  size_t piece_bytes_ = 0;
  std::vector<char> arena_;  // the emails of a piece that differ from their rows' bytes
  size_t arena_bytes_ = 0;
  ParsedRows parsed_;
};

}  // namespace crudtally
