#include "core/line_buffer.h"

#include <cassert>
#include <cstring>
#include <utility>

#include "core/dialect.h"
#include "core/event_batch.h"
#include "core/kernel.h"
#include "core/reject.h"

namespace crudtally {
namespace {

constexpr size_t kPage = 4096;

// A row of the longest length and the CR of its end are carried; what is longer is too long.
constexpr size_t kMostCarried = kLongestRowBytes + 1;

size_t round_up_to_page(size_t bytes) {
  return (bytes + kPage - 1) / kPage * kPage;
}

}  // namespace

LineBuffer::LineBuffer(size_t piece_bytes)
    : piece_bytes_(piece_bytes),
      room_bytes_(round_up_to_page(kMostCarried)),
      // Behind the piece: the LF that ends a last line, and the padding.
      pages_(room_bytes_ + piece_bytes + round_up_to_page(kReadableBytes + 1)),
      line_ends_((piece_bytes + kSpareLineEnds) * sizeof(uint32_t)) {
  assert(piece_bytes % kPage == 0);
}

std::span<char> LineBuffer::space() {
  carry_rest();
  return {piece(), piece_bytes_};
}

void LineBuffer::take(size_t begin, size_t end) {
  assert(begin == 0 || (carried_bytes_ == 0 && !in_long_line_));
  std::string_view bytes(piece() + begin, end - begin);
  lines_ = {};
  if (in_long_line_) {
    const size_t line_feed = bytes.find('\n');
    lengthen_long_line(bytes.substr(0, line_feed));
    if (line_feed == std::string_view::npos) return;
    end_long_line();
    bytes.remove_prefix(line_feed + 1);
  }
  const size_t last_line_feed = bytes.rfind('\n');
  if (last_line_feed == std::string_view::npos) {
    rest_ = bytes;
    return;
  }
  lines_ = {bytes.data() - carried_bytes_, carried_bytes_ + last_line_feed + 1};
  carried_bytes_ = 0;
  rest_ = bytes.substr(last_line_feed + 1);
}

void LineBuffer::end_input() {
  carry_rest();
  lines_ = {};
  if (in_long_line_) {
    end_long_line();
  } else if (carried_bytes_ != 0) {
    *piece() = '\n';
    lines_ = {piece() - carried_bytes_, carried_bytes_ + 1};
    carried_bytes_ = 0;
  }
}

bool LineBuffer::fetch_long_line(LongLine& line) {
  if (!long_line_ended_) return false;
  line = std::exchange(long_line_, {});
  long_line_ended_ = false;
  return true;
}

// Moves the rest of the piece behind what is carried already; not before the lines have been read,
// which may begin in the room.
void LineBuffer::carry_rest() {
  if (rest_.empty()) return;
  char* carried = piece() - carried_bytes_;
  if (carried_bytes_ + rest_.size() > kMostCarried) {
    in_long_line_ = true;
    lengthen_long_line({carried, carried_bytes_});
    lengthen_long_line(rest_);
    carried_bytes_ = 0;
  } else {
    std::memmove(carried - rest_.size(), carried, carried_bytes_);
    std::memmove(piece() - rest_.size(), rest_.data(), rest_.size());
    carried_bytes_ += rest_.size();
  }
  rest_ = {};
}

void LineBuffer::lengthen_long_line(std::string_view bytes) {
  if (bytes.empty()) return;
  if (long_line_.kept.size() < kKeptBytes) {
    long_line_.kept += bytes.substr(0, kKeptBytes - long_line_.kept.size());
  }
  long_line_.bytes += bytes.size();
  if (long_line_last_byte_ != -1) {
    long_line_.blank = long_line_.blank && is_blank(static_cast<char>(long_line_last_byte_));
  }
  long_line_.blank = long_line_.blank && is_blank(bytes.substr(0, bytes.size() - 1));
  long_line_last_byte_ = static_cast<unsigned char>(bytes.back());
}

void LineBuffer::end_long_line() {
  if (long_line_last_byte_ == '\r') {
    long_line_.bytes--;
  } else {
    long_line_.blank = long_line_.blank && is_blank(static_cast<char>(long_line_last_byte_));
  }
  long_line_last_byte_ = -1;
  in_long_line_ = false;
  long_line_ended_ = true;
}

}  // namespace crudtally
