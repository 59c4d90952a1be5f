#include "job/log_head.h"

#include <string_view>

#include "base/error.h"
#include "base/interrupt.h"
#include "core/line_buffer.h"
#include "logs/log_reader.h"

namespace crudtally {
namespace {

// A header is short: no need to read, or decompress, more than this at once.
constexpr size_t kHeadPieceBytes = 4096;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

void refuse_utf16(const LogFile& file, std::string_view start) {
  if (!start.starts_with("\xFF\xFE") && !start.starts_with("\xFE\xFF")) return;
  throw Error(file.name +
              " is UTF-16, not UTF-8: convert it, for example with iconv -f UTF-16 "
              "-t UTF-8");
}

struct Line {
  uint64_t begin;  // in the file
  std::string_view text;
};

// The first line among `lines` that is not blank; their first byte lies at `begin` in the file.
std::optional<Line> first_row(std::string_view lines, uint64_t begin) {
  while (!lines.empty()) {
    const size_t line_feed = lines.find('\n');
    std::string_view text = lines.substr(0, line_feed);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (!is_blank(text)) return Line{begin, text};
    begin += line_feed + 1;
    lines.remove_prefix(line_feed + 1);
  }
  return std::nullopt;
}

}  // namespace

LogHead read_head(const LogFile& file) {
  LogHead head;
  const std::unique_ptr<LogReader> reader = open_log(file);
  LineBuffer buffer(kHeadPieceBytes);
  LongLine long_line;
  uint64_t offset = 0;
  while (true) {
    throw_if_stopped();
    const std::span<char> space = buffer.space();
    const size_t bytes = reader->read(space);
    const std::string_view piece(space.data(), bytes);
    if (offset == 0) {
      refuse_utf16(file, piece);
      head.begin = piece.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    }
    if (bytes != 0) {
      buffer.take(offset == 0 ? head.begin : 0, bytes);
    } else {
      buffer.end_input();
    }
    if (buffer.fetch_long_line(long_line) && !long_line.blank) return head;
    const std::string_view lines = buffer.lines();
    const uint64_t lines_begin = offset - static_cast<uint64_t>(space.data() - lines.data());
    if (const std::optional<Line> row = first_row(lines, lines_begin)) {
      if (const std::optional<Columns> columns = read_header(row->text)) {
        head.columns = *columns;
        head.header = row->begin;
      }
      return head;
    }
    if (bytes == 0) return head;
    offset += bytes;
  }
}

}  // namespace crudtally
