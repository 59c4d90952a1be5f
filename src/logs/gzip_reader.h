// A log compressed by gzip (RFC 1952): one member after the other, each with a checksum.
#pragma once

#include <memory>

#include <zlib.h>

#include "logs/log_reader.h"
#include "logs/log_source.h"

namespace crudtally {

class GzipReader final : public LogReader {
 public:
  explicit GzipReader(LogSource source);
  ~GzipReader() override;
  // zlib keeps the address of its stream.
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  size_t read(std::span<char> space) override;
  void check_unchanged() const override { source_.check_unchanged(); }
  uint64_t bytes_read() const override { return source_.bytes_read(); }

 private:
  // Whether there is input, read from the file where the last piece is used up.
  bool has_input();
  void begin_member();
  void inflate_some();
  [[noreturn]] void fail_damaged() const;

  LogSource source_;
  std::unique_ptr<char[]> piece_;
  z_stream stream_{};
  gz_header header_{};  // only its `done` is used
  bool in_member_ = false;
  uint64_t whole_members_ = 0;
};

}  // namespace crudtally
