// Folders, as the search for logs walks them.
//
// Every function throws Error with the path and the system's reason, unless it says otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace crudtally {

enum class EntryKind { file, folder, link, other };

struct FolderEntry {
  std::string name;
  EntryKind kind;
  uint64_t inode;  // of the entry itself; that of a mounted folder is the one it hides
};

// What tells one folder from every other of the machine, whatever path leads to it.
struct FolderId {
  uint64_t device = 0;
  uint64_t inode = 0;

  friend bool operator==(const FolderId&, const FolderId&) = default;
  friend bool operator<(const FolderId& left, const FolderId& right) {
    return std::tie(left.device, left.inode) < std::tie(right.device, right.inode);
  }
};

struct LinkTarget {
  EntryKind kind;  // never link
  FolderId id;
};

// The entries of `folder` but "." and "..", sorted by the bytes of their names.
std::vector<FolderEntry> list_folder(const std::string& folder);

// What `path` is once links are followed; nothing where it, or a link, leads nowhere.
std::optional<LinkTarget> follow_links(const std::string& path);

}  // namespace crudtally
