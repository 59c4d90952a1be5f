#include "base/atomic_file.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <random>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.h"

namespace crudtally {
namespace {

constexpr size_t kRandomDigits = 8;
constexpr std::string_view kSuffix = ".tmp";
constexpr std::string_view kLockSuffix = ".lock";

// At the end of a report of 160 MB, fsync took 50 ms of 540; with the disk busy since the first 8
// MB it takes a fifth of that.
constexpr size_t kWriteOutBytes = size_t{8} << 20;

std::string temporary_path(const std::string& path) {
  const std::string folder = folder_of(path);
  const std::string name = path.substr(path.rfind('/') + 1);
  std::random_device random;
  return fmt::format("{}/.{}.{:0{}x}{}", folder, name, random(), kRandomDigits, kSuffix);
}

}  // namespace

AtomicFile::AtomicFile(std::string path, unsigned mode) : path_(std::move(path)) {
  // Between its creation and its lock the file looks like a left-over, and another process may
  // remove it: then it is made again.
  do {
    file_.reset();
    temporary_path_ = temporary_path(path_);
    file_ = File::create(temporary_path_, File::Create::must_be_new, mode, path_);
    try {
      file_->lock();
    } catch (...) {
      // A constructor that throws has no destructor to clean up.
      ::unlink(temporary_path_.c_str());
      throw;
    }
  } while (!file_->is_at_its_path());
}

AtomicFile::~AtomicFile() {
  if (file_) ::unlink(temporary_path_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  file_->write(bytes);
  bytes_to_write_out_ += bytes.size();
  if (bytes_to_write_out_ < kWriteOutBytes) return;
  file_->write_out_early();
  bytes_to_write_out_ = 0;
}

void AtomicFile::commit() {
  file_->sync();
  if (::rename(temporary_path_.c_str(), path_.c_str()) == -1) {
    throw system_error("cannot write " + path_, errno);
  }
  file_.reset();
  sync_folder(folder_of(path_));
}

void write_file_atomically(const std::string& path, std::string_view bytes, unsigned mode) {
  AtomicFile file(path, mode);
  file.write(bytes);
  file.commit();
}

File nameless_file(const std::string& folder) {
  // Not O_TMPFILE, which network file systems lack. A kill before the unlink leaves a left-over.
  const std::string path = temporary_path(folder + "/spill");
  File file = File::create(path, File::Create::must_be_new, 0600, folder + "/(unnamed)");
  if (::unlink(path.c_str()) == -1) throw system_error("cannot write to " + folder, errno);
  return file;
}

bool is_temporary_name(std::string_view name) {
  if (!name.starts_with('.')) return false;
  if (name.ends_with(kLockSuffix)) return name.size() > 1 + kLockSuffix.size();
  // Strict, as what bears such a name may be removed: `.notes.tmp` is somebody else's.
  constexpr size_t kTailBytes = 1 + kRandomDigits + kSuffix.size();
  if (name.size() < 2 + kTailBytes) return false;
  const std::string_view tail = name.substr(name.size() - kTailBytes);
  return tail.front() == '.' && tail.ends_with(kSuffix) &&
         tail.substr(1, kRandomDigits).find_first_not_of("0123456789abcdef") ==
             std::string_view::npos;
}

int remove_left_overs(const std::string& folder) {
  int removed = 0;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string path = entry->path().string();
    std::error_code not_regular;
    if (!is_temporary_name(entry->path().filename().string()) ||
        !entry->is_regular_file(not_regular)) {
      continue;
    }
    try {
      File file = File::open(path);
      // By the time that it is locked, a lock file's name may be that of the next holder's.
      if (file.try_lock() && file.is_at_its_path() && ::unlink(path.c_str()) == 0) removed++;
    } catch (const Error&) {
      // Another process was faster, or the file is not ours: either way it is not ours to remove.
    }
  }
  return removed;
}

}  // namespace crudtally
