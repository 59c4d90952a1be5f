// A log compressed by zstd (RFC 8878): one frame after the other, skippable ones among them.
#pragma once

#include <memory>

#include <zstd.h>

#include "base/pages.h"
#include "logs/log_reader.h"
#include "logs/log_source.h"

namespace crudtally {

class ZstdReader final : public LogReader {
 public:
  explicit ZstdReader(LogSource source);

  size_t read(std::span<char> space) override;
  void check_unchanged() const override { source_.check_unchanged(); }
  uint64_t bytes_read() const override { return source_.bytes_read(); }

 private:
  struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  // Whether there is input, read from the file where the last piece is used up.
  bool has_input();
  [[noreturn]] void fail_damaged(size_t result) const;
  [[noreturn]] void fail_no_frame() const;

  LogSource source_;
  Pages piece_;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  ZSTD_inBuffer input_{};
  bool in_frame_ = false;
  uint64_t whole_frames_ = 0;
};

}  // namespace crudtally
