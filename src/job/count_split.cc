#include "job/count_split.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/interrupt.h"
#include "logs/content_hash.h"
#include "logs/log_reader.h"
#include "logs/read_ahead.h"

namespace crudtally {
namespace {

// What is read behind a split to see its last line's end: a line is rarely longer.
constexpr size_t kTailBytes = 4096;

// Whether the header is the first line of this split that is not blank.
bool has_header(const LogHead& head, const Split& split) {
  if (!head.header) return false;
  // The line that begins at `end` still belongs to this split, the one at `begin` to the one
  // before.
  return *head.header <= split.end && (split.begin == 0 || *head.header > split.begin);
}

}  // namespace

std::vector<Split> splits_of(const LogFile& file, uint64_t split_bytes) {
  if (file.compression != Compression::none) return {Split()};
  std::vector<Split> splits;
  for (uint64_t begin = 0; begin < file.stat.size; begin += split_bytes) {
    splits.push_back({begin, std::min(begin + split_bytes, file.stat.size)});
  }
  return splits;
}

SplitOnItsWay::SplitOnItsWay(const LogFile& file, const LogHead& head, const Split& split,
                             const Dialect& dialect, const SplitOptions& options,
                             std::unique_ptr<LineBuffer> buffer, Progress& progress)
    : split_(split),
      head_(head),
      options_(options),
      progress_(progress),
      buffer_(std::move(buffer)),
      reader_(open_log(file, split.begin)),
      counter_(dialect, options.kernel, has_header(head, split), *buffer_, options.kept_rejects),
      offset_(split.begin),
      in_own_line_(split.begin == 0) {
  if (options.reads_ahead) reader_ = read_ahead(std::move(reader_));
}

bool SplitOnItsWay::count(EventSink& sink, const std::function<bool()>& is_enough) {
  while (offset_ < split_.end) {
    const std::string_view piece = read(split_.end - offset_);
    if (piece.empty()) break;
    count_piece(piece, sink);
    if (is_enough()) return false;
  }
  if (in_own_line_ && offset_ >= split_.end) count_last_line(sink);
  reader_->check_unchanged();
  counted_ = {counter_.finish(sink), hasher_.finish(), reader_->bytes_read()};
  return true;
}

std::string_view SplitOnItsWay::read(uint64_t most) {
  throw_if_stopped();
  const std::span<char> space = counter_.space();
  const size_t bytes = reader_->read(space.first(std::min<uint64_t>(space.size(), most)));
  progress_.bytes_done += reader_->bytes_read() - bytes_reported_;
  bytes_reported_ = reader_->bytes_read();
  return {space.data(), bytes};
}

void SplitOnItsWay::count_piece(std::string_view piece, EventSink& sink) {
  if (options_.content == Content::hashed) hasher_.update(piece);
  size_t begin = offset_ == 0 ? head_.begin : 0;
  if (!in_own_line_) {
    const size_t line_feed = piece.find('\n');
    in_own_line_ = line_feed != std::string_view::npos;
    begin = in_own_line_ ? line_feed + 1 : piece.size();
  }
  if (begin < piece.size()) counter_.count(begin, piece.size(), sink);
  offset_ += piece.size();
}

// What follows on the split up to the end of the line that reaches past it, or begins there.
void SplitOnItsWay::count_last_line(EventSink& sink) {
  while (true) {
    const std::string_view piece = read(kTailBytes);
    if (piece.empty()) break;
    const size_t line_feed = piece.find('\n');
    counter_.count(0, std::min(line_feed, piece.size() - 1) + 1, sink);
    if (line_feed != std::string_view::npos) break;
  }
}

}  // namespace crudtally
