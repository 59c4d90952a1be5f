// A log that is not compressed: its bytes as they are.
#pragma once

#include <utility>

#include "logs/log_reader.h"
#include "logs/log_source.h"

namespace crudtally {

class PlainReader final : public LogReader {
 public:
  explicit PlainReader(LogSource source) : source_(std::move(source)) {}

  // Straight from the file into `space`: one copy, by the kernel.
  size_t read(std::span<char> space) override;
  void check_unchanged() const override { source_.check_unchanged(); }
  uint64_t bytes_read() const override { return source_.bytes_read(); }

 private:
  LogSource source_;
};

}  // namespace crudtally
