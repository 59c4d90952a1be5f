// Files as the rest of the engine sees them: they are read and written here, so that there is one
// place that retries EINTR, finishes short reads and writes, and names the path.
//
// Every function throws Error with the path and the system's reason, unless it says otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crudtally {

// What tells one version of a file from the next.
struct FileStat {
  uint64_t size = 0;
  int64_t mtime_ns = 0;  // since 1970-01-01, as the file system keeps it
  int64_t ctime_ns = 0;
  uint64_t inode = 0;

  friend bool operator==(const FileStat&, const FileStat&) = default;
};

class File {
 public:
  enum class Create { must_be_new, open_existing };

  // For reading. A path that is not a regular file (a folder, a FIFO) is an error, without waiting
  // for a FIFO's writer.
  static File open(const std::string& path);
  // For reading and writing, with `mode` less the umask where it is created. Messages call it
  // `shown_path`, where that is given: a temporary file's name helps nobody.
  static File create(const std::string& path, Create create, unsigned mode,
                     const std::string& shown_path = {});

  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();

  const std::string& path() const { return path_; }
  FileStat stat() const;
  // Whether the path still leads to this file, and not to another one or none: what has to be asked
  // after a lock has been waited for.
  bool is_at_its_path() const;

  // Fills `space` from `offset` on; fewer bytes than `space` holds only at the end of the file.
  size_t read_at(uint64_t offset, std::span<char> space) const;
  // Appends at the file position.
  void write(std::string_view bytes);
  // Lets the system begin to bring what was written to the disk, so that `sync` has less to wait
  // for. Never fails.
  void write_out_early() const;
  void sync();

  // flock(2), exclusive. `try_lock` says at once whether it has it; `lock` waits, and throws as
  // throw_if_stopped does.
  bool try_lock();
  void lock();

 private:
  File(int descriptor, std::string path, std::string shown_path)
      : descriptor_(descriptor), path_(std::move(path)), shown_path_(std::move(shown_path)) {}

  int descriptor_;
  std::string path_;
  std::string shown_path_;
};

// The stat of the file that `path` leads to, or nothing where there is none.
std::optional<FileStat> stat_file(const std::string& path);

// Sets the mtime of the file at `path` to so many nanoseconds since 1970-01-01, before or after.
void set_mtime(const std::string& path, int64_t mtime_ns);

// The whole of a small file, or nothing where there is none.
std::optional<std::string> read_small_file(const std::string& path);

// Whether `path` leads to a pipe or a device, which is written to and not replaced. Never throws.
bool is_pipe_or_device(const std::string& path);

// Removes a file; none there is fine.
void remove_file(const std::string& path);

// Makes a rename or unlink in `folder` last through a loss of power.
void sync_folder(const std::string& folder);

// The folder that holds `path`: "." for a bare name.
std::string folder_of(const std::string& path);

// Creates `folder` and its parents where they are missing.
void make_folders(const std::string& folder);

// `path` without symbolic links and dots, as far as it exists.
std::string canonical_path(const std::string& path);

}  // namespace crudtally
