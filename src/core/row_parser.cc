#include "core/row_parser.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>

#include "core/parse_row.h"

namespace crudtally {

RowParser::RowParser(const Dialect& dialect, const Kernel& kernel, bool begins_with_header,
                     KeptRejects kept_rejects)
    : dialect_(dialect),
      kernel_(kernel),
      plain_timestamp_(dialect.date),
      plain_columns_(dialect.columns == Columns{}),
      header_ahead_(begins_with_header),
      most_rejects_(kept_rejects == KeptRejects::all ? std::numeric_limits<size_t>::max()
                                                     : kRejectExamples) {}

void RowParser::parse(Lines& lines, EventBatch& batch) {
  while (lines.size() != 0 && !batch.full()) {
    const size_t fast = parse_fast(lines, batch);
    parsed_.lines += fast;
    parsed_.events += fast;
    lines.remove_first(fast);
    if (lines.size() == 0 || batch.full()) break;
    const char* line_feed = lines.end_of(0) - 1;
    const bool has_return = line_feed != lines.begin && line_feed[-1] == '\r';
    parse_line({lines.begin, static_cast<size_t>(line_feed - lines.begin) - (has_return ? 1 : 0)},
               batch);
    lines.remove_first(1);
  }
}

size_t RowParser::parse_fast(const Lines& lines, EventBatch& batch) {
  const size_t before = batch.size;
  const size_t rows =
      plain_columns_
          ? kernel_.parse_plain_rows(lines, plain_timestamp_, batch, parsed_.hours)
          : kernel_.parse_columns(lines, dialect_.columns, plain_timestamp_, batch, parsed_.hours);
  if (dialect_.normalize_email) normalize_emails(batch.filled().subspan(before));
  return rows;
}

// The kernel takes no email that begins with a blank, holds a control character or is too long, so
// what normalising leaves of one is an email as well. Such a row takes 9 ns, and 40 the long way.
void RowParser::normalize_emails(std::span<UserEvent> events) {
  for (UserEvent& event : events) {
    char* copy = arena_end();
    const std::string_view email = normalized_email({event.email, event.email_bytes}, copy);
    if (email.data() == copy) arena_bytes_ += email.size();
    event.email = email.data();
    event.email_bytes = static_cast<uint16_t>(email.size());
  }
}

void RowParser::begin_piece(size_t bytes) {
  piece_bytes_ = bytes;
  arena_bytes_ = 0;
}

void RowParser::parse_line(std::string_view line, EventBatch& batch) {
  parsed_.lines++;
  if (is_blank(line)) return;
  if (header_ahead_) {
    header_ahead_ = false;
    return;
  }
  const std::variant<Event, Reason> row = parse_row(line, dialect_, unquoted_);
  if (const Reason* reason = std::get_if<Reason>(&row)) {
    const bool too_long = *reason == Reason::line_too_long;
    reject(*reason, line.substr(0, too_long ? kKeptBytes : line.size()), line.size());
    return;
  }
  const Event& event = std::get<Event>(row);
  parsed_.events++;
  parsed_.hours[static_cast<size_t>(event.hour)][static_cast<size_t>(event.action)]++;
  if (event.misfiled) {
    parsed_.misfiled++;
    if (parsed_.misfiled_examples.size() < kMisfiledExamples) {
      parsed_.misfiled_examples.push_back({parsed_.lines, event.date});
    }
  }
  batch.events[batch.size++] = {keep_email(event.email), 0,
                                static_cast<uint16_t>(event.email.size()), event.action};
}

void RowParser::add_long_line(const LongLine& line) {
  parsed_.lines++;
  if (line.blank) return;
  reject(Reason::line_too_long, line.kept, line.bytes);
}

const char* RowParser::keep_email(std::string_view email) {
  const char* begin = unquoted_.data();
  const bool in_row =
      std::less<>()(email.data(), begin) || !std::less<>()(email.data(), begin + unquoted_.size());
  if (in_row) return email.data();
  char* kept = arena_end();
  std::memcpy(kept, email.data(), email.size());
  arena_bytes_ += email.size();
  return kept;
}

char* RowParser::arena_end() {
  // An email is shorter than its row, so all of a piece have room here: it grows at a piece's first
  // one, and never while an event points into it.
  if (arena_bytes_ == 0) arena_.resize(std::max(arena_.size(), piece_bytes_ + kReadableBytes));
  return arena_.data() + arena_bytes_;
}

void RowParser::reject(Reason reason, std::string_view row, uint64_t row_bytes) {
  parsed_.reject_counts[static_cast<size_t>(reason)]++;
  if (parsed_.rejects.size() == most_rejects_) return;
  parsed_.rejects.push_back({parsed_.lines, reason, std::string(row), row_bytes});
}

}  // namespace crudtally
