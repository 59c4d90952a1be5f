// Where runs go that memory has no room for: one file without a name, so that whatever ends the
// process leaves nothing behind. Readable by its owner alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/file.h"

namespace crudtally {

class SpillFile {
 public:
  // In `folder`, which is there by the first `append`; before it there is no file.
  explicit SpillFile(std::string folder) : folder_(std::move(folder)) {}

  // Returns where the bytes are. Throws Error where the disk is full or fails.
  uint64_t append(std::string_view bytes);
  // Fills `space` with what was appended there. Throws Error where the disk fails.
  void read(uint64_t offset, std::span<char> space) const;

  // Forgets everything, and gives the disk its room back.
  void clear();

  uint64_t bytes() const { return bytes_; }
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  std::optional<File> file_;
  uint64_t bytes_ = 0;
};

}  // namespace crudtally
