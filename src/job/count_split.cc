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

CountedSplit count_split(const LogFile& file, const LogHead& head, const Split& split,
                         const Dialect& dialect, const SplitOptions& options, LineBuffer& buffer,
                         EventSink& sink, Progress& progress) {
  std::unique_ptr<LogReader> reader = open_log(file, split.begin);
  if (options.reads_ahead) reader = read_ahead(std::move(reader));
  SplitCounter counter(dialect, options.kernel, has_header(head, split), buffer, sink,
                       options.kept_rejects);
  BlockHasher hasher;
  uint64_t offset = split.begin;
  uint64_t bytes_reported = 0;
  bool in_own_line = split.begin == 0;
  const auto read = [&](uint64_t most) {
    throw_if_stopped();
    const std::span<char> space = counter.space();
    const size_t bytes = reader->read(space.first(std::min<uint64_t>(space.size(), most)));
    progress.bytes_done += reader->bytes_read() - bytes_reported;
    bytes_reported = reader->bytes_read();
    return std::string_view(space.data(), bytes);
  };

  while (offset < split.end) {
    const std::string_view piece = read(split.end - offset);
    if (piece.empty()) break;
    if (options.content == Content::hashed) hasher.update(piece);
    size_t begin = offset == 0 ? head.begin : 0;
    if (!in_own_line) {
      const size_t line_feed = piece.find('\n');
      in_own_line = line_feed != std::string_view::npos;
      begin = in_own_line ? line_feed + 1 : piece.size();
    }
    if (begin < piece.size()) counter.count(begin, piece.size());
    offset += piece.size();
  }
  while (in_own_line && offset >= split.end) {
    const std::string_view piece = read(kTailBytes);
    if (piece.empty()) break;
    const size_t line_feed = piece.find('\n');
    counter.count(0, std::min(line_feed, piece.size() - 1) + 1);
    if (line_feed != std::string_view::npos) break;
  }
  reader->check_unchanged();
  return {counter.finish(), hasher.finish(), reader->bytes_read()};
}

}  // namespace crudtally
