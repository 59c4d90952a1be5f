#include "core/split_counter.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace crudtally {

SplitCounter::SplitCounter(const Dialect& dialect, const Kernel& kernel, bool begins_with_header,
                           LineBuffer& buffer, CountTable& table)
    : kernel_(kernel),
      buffer_(buffer),
      table_(table),
      begins_with_header_(begins_with_header),
      parser_(dialect, kernel, begins_with_header) {}

void SplitCounter::count(size_t begin, size_t end) {
  kernel_.scan_rows({buffer_.space().data() + begin, end - begin}, scan_);
  buffer_.take(begin, end);
  count_lines();
}

void SplitCounter::count_lines() {
  LongLine long_line;
  if (buffer_.fetch_long_line(long_line)) parser_.add_long_line(std::move(long_line));
  const std::string_view lines = buffer_.lines();
  const char* position = lines.data();
  const char* end = position + lines.size();
  while (position < end) {
    position = parser_.parse(position, end, batch_);
    table_.count(batch_);
    batch_.size = 0;
  }
}

SplitCounts SplitCounter::finish() {
  buffer_.end_input();
  count_lines();
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
