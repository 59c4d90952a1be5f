// The bytes of a log as they lie on the disk, in order, and whether it is still the same log: what
// the readers of all compressions have in common.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "logs/log_file.h"

namespace crudtally {

// What a reader of a compressed log reads at a time, to a page's border: elsewhere some processors
// copy several times slower, and malloc gives an address 16 bytes behind one.
inline constexpr size_t kCompressedPieceBytes = size_t{256} << 10;

class LogSource {
 public:
  // Opens `log` to read it from `offset` on. Throws LogChanged where it is not what was found.
  LogSource(const LogFile& log, uint64_t offset);

  // Fills `space`, whole until the file ends; the number of bytes.
  size_t read(std::span<char> space);
  uint64_t bytes_read() const { return position_ - offset_; }

  // Throws LogChanged where the open file, or the one that has its path by now, is not what was
  // found.
  void check_unchanged() const;

  // Throws Error: the log's name, `problem`, `remedy`. Throws LogChanged instead where the log
  // changed, for that explains any damage.
  [[noreturn]] void fail(std::string_view problem, std::string_view remedy) const;
  // The same where some of the log is not there.
  [[noreturn]] void fail_incomplete() const;

 private:
  LogFile log_;
  File file_;
  uint64_t offset_;
  uint64_t position_;
};

}  // namespace crudtally
