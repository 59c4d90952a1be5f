#include "base/file.h"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/interrupt.h"

namespace crudtally {
namespace {

// Calls `call` again for as long as a signal interrupts it.
template <typename Call>
auto retry_interrupted(Call call) {
  while (true) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

// A time after 2262 or before 1677, as a broken clock or `touch` may leave it, wraps around: it
// still differs from every other time.
int64_t nanoseconds(const timespec& time) {
  return static_cast<int64_t>(static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 +
                              static_cast<uint64_t>(time.tv_nsec));
}

FileStat file_stat(const struct stat& status) {
  return {static_cast<uint64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim), status.st_ino};
}

}  // namespace

File File::open(const std::string& path) {
  // O_NONBLOCK: opening a FIFO without a writer would wait for ever; it changes nothing for files.
  const int descriptor = retry_interrupted(
      [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); });
  if (descriptor == -1) throw system_error("cannot open " + path, errno);
  File file(descriptor, path, path);
  struct stat status;
  if (::fstat(descriptor, &status) == -1) throw system_error("cannot stat " + path, errno);
  if (!S_ISREG(status.st_mode)) throw Error(path + " is not a regular file");
  return file;
}

File File::create(const std::string& path, Create create, unsigned mode,
                  const std::string& shown_path) {
  const int exclusive = create == Create::must_be_new ? O_EXCL : 0;
  const int descriptor = retry_interrupted(
      [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | exclusive, mode); });
  const std::string& shown = shown_path.empty() ? path : shown_path;
  if (descriptor == -1) throw system_error("cannot write " + shown, errno);
  return File(descriptor, path, shown);
}

File::File(File&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      shown_path_(std::move(other.shown_path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  std::swap(shown_path_, other.shown_path_);
  return *this;
}

File::~File() {
  if (descriptor_ != -1) ::close(descriptor_);
}

FileStat File::stat() const {
  struct stat status;
  if (::fstat(descriptor_, &status) == -1) throw system_error("cannot stat " + shown_path_, errno);
  return file_stat(status);
}

bool File::is_at_its_path() const {
  const std::optional<FileStat> found = stat_file(path_);
  return found && found->inode == stat().inode;
}

size_t File::read_at(uint64_t offset, std::span<char> space) const {
  size_t filled = 0;
  while (filled < space.size()) {
    const ssize_t count = retry_interrupted([&] {
      return ::pread(descriptor_, space.data() + filled, space.size() - filled,
                     static_cast<off_t>(offset + filled));
    });
    if (count == -1) throw system_error("cannot read " + shown_path_, errno);
    if (count == 0) break;
    filled += static_cast<size_t>(count);
  }
  return filled;
}

void File::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        retry_interrupted([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (count == -1) throw system_error("cannot write " + shown_path_, errno);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
}

void File::write_out_early() const {
#if defined(__linux__)
  ::sync_file_range(descriptor_, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
}

void File::sync() {
  if (retry_interrupted([&] { return ::fsync(descriptor_); }) == -1) {
    throw system_error("cannot write " + shown_path_ + " to the disk", errno);
  }
}

bool File::try_lock() {
  if (retry_interrupted([&] { return ::flock(descriptor_, LOCK_EX | LOCK_NB); }) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  throw system_error("cannot lock " + shown_path_, errno);
}

void File::lock() {
  // Asked again and again rather than waited for: a wait in flock(2) that begins just after a
  // signal came would not hear of it.
  while (!try_lock()) {
    throw_if_stopped();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

std::optional<FileStat> stat_file(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) == 0) return file_stat(status);
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw system_error("cannot stat " + path, errno);
}

void set_mtime(const std::string& path, int64_t mtime_ns) {
  const std::chrono::nanoseconds mtime(mtime_ns);
  // Rounded down: the part below a second must not be negative.
  const auto seconds = std::chrono::floor<std::chrono::seconds>(mtime);
  const timespec times[2] = {{0, UTIME_OMIT}, {seconds.count(), (mtime - seconds).count()}};
  if (::utimensat(AT_FDCWD, path.c_str(), times, 0) == -1) {
    throw system_error("cannot set the time of " + path, errno);
  }
}

std::optional<std::string> read_small_file(const std::string& path) {
  if (!stat_file(path)) return std::nullopt;
  const File file = File::open(path);
  std::string bytes(file.stat().size, '\0');
  bytes.resize(file.read_at(0, bytes));
  return bytes;
}

bool is_pipe_or_device(const std::string& path) {
  struct stat status;
  // What /dev/stdout leads to may be a file, but never one that another may take the place of.
  if (path.starts_with("/dev/")) return true;
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) == -1 && errno != ENOENT) {
    throw system_error("cannot remove " + path, errno);
  }
}

void sync_folder(const std::string& folder) {
  const int descriptor =
      retry_interrupted([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (descriptor == -1) throw system_error("cannot open the folder " + folder, errno);
  const int result = retry_interrupted([&] { return ::fsync(descriptor); });
  const int reason = errno;
  ::close(descriptor);
  // Some network file systems have no fsync for folders; their renames last as they are.
  if (result == -1 && reason != EINVAL) {
    throw system_error("cannot write the folder " + folder + " to the disk", reason);
  }
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

void make_folders(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error("cannot create the folder " + folder + ": " + error.message());
}

std::string canonical_path(const std::string& path) {
  std::error_code error;
  // Made absolute first: for a path whose first part does not exist, weakly_canonical would leave
  // a relative path relative.
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  std::string canonical;
  if (!error) canonical = std::filesystem::weakly_canonical(absolute, error).string();
  if (error) throw Error("cannot resolve the path " + path + ": " + error.message());
  if (canonical.size() > 1 && canonical.back() == '/') canonical.pop_back();
  return canonical;
}

}  // namespace crudtally
