#include "spill/spill_file.h"

#include "base/atomic_file.h"
#include "base/error.h"

namespace crudtally {

uint64_t SpillFile::append(std::string_view bytes) {
  try {
    if (!file_) file_ = nameless_file(folder_);
    file_->write(bytes);
  } catch (const Error& error) {
    throw Error(std::string(error.what()) +
                ": that is where the users go who are too many for --memory-limit. Allow more "
                "memory, make room there, or name another folder with --spill-dir");
  }
  const uint64_t offset = bytes_;
  bytes_ += bytes.size();
  return offset;
}

void SpillFile::read(uint64_t offset, std::span<char> space) const {
  if (file_ && file_->read_at(offset, space) == space.size()) return;
  throw Error("what was spilled to " + folder_ + " cannot be read back: it is not whole");
}

void SpillFile::clear() {
  file_.reset();
  bytes_ = 0;
}

}  // namespace crudtally
