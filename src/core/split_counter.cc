#include "core/split_counter.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace crudtally {

SplitCounter::SplitCounter(const Dialect& dialect, const Kernel& kernel, bool begins_with_header,
                           LineBuffer& buffer, KeptRejects kept_rejects)
    : kernel_(kernel),
      buffer_(buffer),
      begins_with_header_(begins_with_header),
      parser_(dialect, kernel, begins_with_header, kept_rejects) {}

void SplitCounter::count(size_t begin, size_t end, EventSink& sink) {
  const std::string_view piece(buffer_.space().data() + begin, end - begin);
  const size_t ends = kernel_.scan_rows(piece, scan_, buffer_.line_ends());
  buffer_.take(begin, end);
  count_lines({piece.data(), piece.data(), {buffer_.line_ends(), ends}}, sink);
}

// Counts the lines that the buffer has made whole; `scanned` are those that end in the piece.
void SplitCounter::count_lines(Lines scanned, EventSink& sink) {
  LongLine long_line;
  if (buffer_.fetch_long_line(long_line)) {
    parser_.add_long_line(long_line);
    scanned.remove_first(scanned.size() == 0 ? 0 : 1);
  }
  scanned.begin = buffer_.lines().data();
  parser_.begin_piece(buffer_.lines().size());
  while (scanned.size() != 0) {
    batch_.size = 0;
    parser_.parse(scanned, batch_);
    sink.count(batch_.filled());
  }
  sink.end_piece();
}

SplitCounts SplitCounter::finish(EventSink& sink) {
  buffer_.end_input();
  const auto last_line_end = static_cast<uint32_t>(buffer_.lines().size());
  const char* begin = buffer_.lines().data();
  count_lines({begin, begin, {&last_line_end, last_line_end == 0 ? 0U : 1U}}, sink);
  const ParsedRows& parsed = parser_.parsed();
  const int64_t rejects = total(parsed.reject_counts);
  const uint64_t rows = scan_.rows - (begins_with_header_ ? 1 : 0);
  if (parsed.events + static_cast<uint64_t>(rejects) != rows || parsed.lines != scan_.lines) {
    throw std::logic_error(fmt::format(
        "the books do not balance: {} lines with {} rows were scanned, {} lines with {} events and "
        "{} rejects parsed",
        scan_.lines, rows, parsed.lines, parsed.events, rejects));
  }
  return {rows, std::move(parser_.parsed())};
}

}  // namespace crudtally
