#include "logs/folder.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include <dirent.h>
#include <sys/stat.h>

#include "base/error.h"

namespace crudtally {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

EntryKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  if (S_ISLNK(mode)) return EntryKind::link;
  return EntryKind::other;
}

// Nothing where the entry is gone by now.
std::optional<EntryKind> kind_of_entry(const std::string& folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return kind_of_mode(DTTOIF(entry.d_type));
  // Some file systems do not keep the type in the folder.
  const std::string path = folder + "/" + entry.d_name;
  struct stat status;
  if (::lstat(path.c_str(), &status) == 0) return kind_of_mode(status.st_mode);
  if (errno == ENOENT) return std::nullopt;
  throw system_error("cannot stat " + path, errno);
}

}  // namespace

std::vector<FolderEntry> list_folder(const std::string& folder) {
  const std::unique_ptr<DIR, CloseFolder> stream(::opendir(folder.c_str()));
  if (!stream) throw system_error("cannot open the folder " + folder, errno);
  std::vector<FolderEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr && errno != 0) {
      throw system_error("cannot read the folder " + folder, errno);
    }
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const std::optional<EntryKind> kind = kind_of_entry(folder, *entry);
    if (kind) entries.push_back({std::string(name), *kind, entry->d_ino});
  }
  std::ranges::sort(entries, {}, &FolderEntry::name);
  return entries;
}

std::optional<LinkTarget> follow_links(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) == 0) {
    return LinkTarget{kind_of_mode(status.st_mode), {status.st_dev, status.st_ino}};
  }
  if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return std::nullopt;
  throw system_error("cannot stat " + path, errno);
}

}  // namespace crudtally
