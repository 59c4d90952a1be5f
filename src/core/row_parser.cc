#include "core/row_parser.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "core/parse_row.h"

namespace crudtally {

RowParser::RowParser(const Dialect& dialect, const Kernel& kernel, bool begins_with_header)
    : dialect_(dialect),
      kernel_(kernel),
      plain_date_(dialect.date),
      plain_columns_(dialect.columns == Columns{} && !dialect.normalize_email),
      header_ahead_(begins_with_header) {}

const char* RowParser::parse(const char* position, const char* end, EventBatch& batch) {
  if (batch.size == 0) arena_bytes_ = 0;
  while (position < end && !batch.full()) {
    if (plain_columns_) {
      const size_t before = batch.size;
      position = kernel_.parse_plain_rows(position, end, plain_date_, batch, parsed_.hours);
      parsed_.lines += batch.size - before;
      parsed_.events += batch.size - before;
      if (position == end || batch.full()) break;
    }
    const auto* line_feed =
        static_cast<const char*>(std::memchr(position, '\n', static_cast<size_t>(end - position)));
    const bool has_return = line_feed != position && line_feed[-1] == '\r';
    parse_line({position, static_cast<size_t>(line_feed - position) - (has_return ? 1 : 0)}, batch);
    position = line_feed + 1;
  }
  return position;
}

void RowParser::parse_line(std::string_view line, EventBatch& batch) {
  parsed_.lines++;
  if (is_blank(line)) return;
  if (header_ahead_) {
    header_ahead_ = false;
    return;
  }
  unquoted_.clear();
  const std::variant<Event, Reason> row = parse_row(line, dialect_, unquoted_);
  if (const Reason* reason = std::get_if<Reason>(&row)) {
    const bool too_long = *reason == Reason::line_too_long;
    reject(*reason, std::string(line.substr(0, too_long ? kKeptBytes : line.size())), line.size());
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
  batch.add(keep_email(event.email), event.email.size(), event.action);
}

void RowParser::add_long_line(LongLine line) {
  parsed_.lines++;
  if (line.blank) return;
  reject(Reason::line_too_long, std::move(line.kept), line.bytes);
}

const char* RowParser::keep_email(std::string_view email) {
  const char* begin = unquoted_.data();
  const bool in_row =
      std::less<>()(email.data(), begin) || !std::less<>()(email.data(), begin + unquoted_.size());
  if (in_row) return email.data();
  // Never grown while a batch points into it: one email is at most kLongestEmailBytes.
  arena_.resize(EventBatch::kEvents * kLongestEmailBytes + kReadableBytes);
  char* kept = arena_.data() + arena_bytes_;
  std::memcpy(kept, email.data(), email.size());
  arena_bytes_ += email.size();
  return kept;
}

void RowParser::reject(Reason reason, std::string row, uint64_t row_bytes) {
  parsed_.reject_counts[static_cast<size_t>(reason)]++;
  parsed_.rejects.push_back({parsed_.lines, reason, std::move(row), row_bytes});
}

}  // namespace crudtally
