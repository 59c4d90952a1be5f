#include "logs/read_ahead.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "base/background.h"
#include "base/pages.h"

namespace crudtally {
namespace {

// Small enough for the caches. Two gzip logs of 260 MB of text, one after the other: 0.30 s, and
// 0.36 when they are not read ahead; with chunks of 8 MiB the same.
constexpr size_t kChunkBytes = size_t{2} << 20;

class ReadAhead final : public LogReader {
 public:
  explicit ReadAhead(std::unique_ptr<LogReader> reader) : reader_(std::move(reader)) {
    read_next();
  }

  size_t read(std::span<char> space) override {
    size_t filled = 0;
    while (filled < space.size()) {
      if (used_ == current_.bytes && !take_next()) break;
      const size_t bytes = std::min(space.size() - filled, current_.bytes - used_);
      std::memcpy(space.data() + filled, current_.memory.data() + used_, bytes);
      filled += bytes;
      used_ += bytes;
    }
    return filled;
  }

  void check_unchanged() const override { reader_->check_unchanged(); }
  uint64_t bytes_read() const override { return current_.bytes_read; }

 private:
  struct Chunk {
    Pages memory = Pages(kChunkBytes);
    size_t bytes = 0;
    uint64_t bytes_read = 0;  // from the file, up to here
  };

  void read_next() {
    reading_.start([this] {
      next_.bytes = reader_->read({next_.memory.data(), kChunkBytes});
      next_.bytes_read = reader_->bytes_read();
    });
  }

  // False at the end of the log.
  bool take_next() {
    if (has_ended_) return false;
    reading_.wait();
    std::swap(current_, next_);
    used_ = 0;
    has_ended_ = current_.bytes < kChunkBytes;
    if (!has_ended_) read_next();
    return current_.bytes != 0;
  }

  std::unique_ptr<LogReader> reader_;
  Chunk current_;
  Chunk next_;
  size_t used_ = 0;  // of the current chunk
  bool has_ended_ = false;
  Background reading_;  // the last, so that it ends before what it uses
};

}  // namespace

std::unique_ptr<LogReader> read_ahead(std::unique_ptr<LogReader> reader) {
  return std::make_unique<ReadAhead>(std::move(reader));
}

}  // namespace crudtally
