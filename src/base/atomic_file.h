// A file that appears under its name whole, or not at all.
//
// It is written as a hidden temporary file in the same folder, `.NAME.XXXXXXXX.tmp`, under flock,
// and gets its name by fsync, rename, fsync of the folder. A kill, a full disk or lost power at any
// moment leaves the old file or the new one; a temporary file that is left over can be told from
// one in use by its lock.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"

namespace crudtally {

class AtomicFile {
 public:
  // Starts a new version of `path`. `mode` (less the umask) is the mode of the new file.
  explicit AtomicFile(std::string path, unsigned mode = 0666);
  // Removes the temporary file, unless it was committed.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  const std::string& path() const { return path_; }
  void write(std::string_view bytes);
  // Publishes what was written. Throws Error, and the old file stays, where that fails.
  void commit();

 private:
  std::string path_;
  std::string temporary_path_;
  std::optional<File> file_;
  size_t bytes_to_write_out_ = 0;
};

// `bytes` as the whole of `path`, atomically.
void write_file_atomically(const std::string& path, std::string_view bytes, unsigned mode = 0666);

// A new file in `folder` whose name is taken away at once, so that nothing is left of it however
// the process ends (but for an empty left-over where it is killed in between).
File nameless_file(const std::string& folder);

// Whether a file of this name is one of AtomicFile's temporary files, or a hidden `.lock` file:
// such a file is a left-over where nobody holds its lock.
bool is_temporary_name(std::string_view name);

// Removes the left-overs in `folder`; the number removed. A folder that does not exist holds none.
int remove_left_overs(const std::string& folder);

}  // namespace crudtally
