// Pieces of a log in, whole lines out, without an allocation: what a piece leaves of its last line
// is moved to just before the place where the next piece will lie.
//
//   [ room for the longest row ][ the piece: page-aligned ][ readable padding ]
//                 ^carried start
//
// The piece begins on a page's border because reading into an address that is not aligned like the
// file's offset is several times slower on some processors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/pages.h"

namespace crudtally {

// A line that is too long to be carried, and so too long for a row.
struct LongLine {
  std::string kept;    // its first kKeptBytes
  uint64_t bytes = 0;  // without the line's end
  bool blank = true;
};

class LineBuffer {
 public:
  // 256 KiB: read from the page cache at full speed, and still in the second-level cache when it is
  // scanned.
  static constexpr size_t kPieceBytes = size_t{256} << 10;

  // `piece_bytes` is a multiple of 4,096.
  explicit LineBuffer(size_t piece_bytes = kPieceBytes);

  // Where the next piece goes. Ends the life of `lines`.
  std::span<char> space();

  // Room for where the lines of a piece end, for whoever scans it.
  uint32_t* line_ends() const { return reinterpret_cast<uint32_t*>(line_ends_.data()); }

  // Takes the bytes [begin, end) of the space as the next piece; `begin` is 0 but for the first
  // piece of an input.
  void take(size_t begin, size_t end);

  // Says that there are no more pieces: what is left is a line, ended here. Ends the life of
  // `lines` of the piece before, and makes the buffer ready for another input.
  void end_input();

  // What the last `take` or `end_input` completed: first the line that was too long to be carried,
  // if one ended (fetched once), then the whole lines, each with its LF. kReadableBytes may be read
  // past them.
  bool fetch_long_line(LongLine& line);
  std::string_view lines() const { return lines_; }

 private:
  char* piece() const { return pages_.data() + room_bytes_; }
  void carry_rest();
  void lengthen_long_line(std::string_view bytes);
  void end_long_line();

  size_t piece_bytes_;
  size_t room_bytes_;
  Pages pages_;
  Pages line_ends_;
  size_t carried_bytes_ = 0;  // they end where the piece begins
  std::string_view lines_;
  std::string_view rest_;  // of the piece, after its last LF: to be carried

  bool in_long_line_ = false;
  bool long_line_ended_ = false;
  LongLine long_line_;
  // Held back, since a CR at the very end belongs to the line's end; -1 where there is none.
  int long_line_last_byte_ = -1;
};

}  // namespace crudtally
