#include "logs/find_logs.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "logs/folder.h"
#include "logs/log_forms.h"
#include "logs/log_names.h"
#include "logs/log_reader.h"

namespace crudtally {
namespace {

// How often the search starts over when a file disappears between the listing and the look at it.
constexpr int kMostSearches = 3;

// Folders that are still to be searched. Links wait until all others are done: a folder that is
// reached both ways is searched under its own name, which stays when a link moves on.
class FolderQueue {
 public:
  void add(std::string name, bool is_link) { (is_link ? links_ : own_).push_back(std::move(name)); }

  std::optional<std::string> next() {
    std::deque<std::string>& names = own_.empty() ? links_ : own_;
    if (names.empty()) return std::nullopt;
    std::string name = std::move(names.front());
    names.pop_front();
    return name;
  }

 private:
  std::deque<std::string> own_;
  std::deque<std::string> links_;
};

std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

class Search {
 public:
  Search(const std::string& input_folder, const DateRange& range,
         const std::vector<std::string>& skipped_folders);

  FoundLogs run();

 private:
  // Something that is not a folder; without a kind it is a link that leads nowhere. Names here and
  // below are relative to the input folder.
  struct Item {
    std::string name;
    std::optional<EntryKind> kind;
  };

  std::string path_of(const std::string& name) const;
  Item item_of(std::string name, EntryKind kind) const;
  void sort_entry(const FolderEntry& entry);
  void add_day_folder(Date day, const FolderEntry& entry);
  void add_other(const FolderEntry& entry);
  void search_day(Date day, FolderQueue& folders);
  void search_other_folders();
  bool enter(const std::string& folder, std::set<FolderId>& entered) const;
  std::vector<Item> read_folder(const std::string& folder, FolderQueue& queue) const;
  void add_log(Date day, const Item& item);
  void add_if_ignored(const Item& item);
  [[noreturn]] static void refuse(Date day, const Item& item, std::string_view problem);
  template <typename Look>
  void look_if_possible(const Look& look);

  std::string input_folder_;
  DateRange range_;
  uint64_t device_ = 0;               // of the input folder
  std::set<FolderId> never_entered_;  // the input folder itself, and the skipped ones
  std::set<FolderId> day_folders_;    // whose files are logs, of this range or outside it
  std::map<Date, FolderQueue> folders_of_day_;
  FolderQueue other_folders_;
  FoundLogs found_;
};

Search::Search(const std::string& input_folder, const DateRange& range,
               const std::vector<std::string>& skipped_folders)
    : input_folder_(input_folder), range_(range) {
  const std::optional<LinkTarget> input = follow_links(input_folder);
  if (!input) {
    throw Error("the input folder " + input_folder + " does not exist", ExitStatus::no_input);
  }
  if (input->kind != EntryKind::folder) {
    throw Error(input_folder + " is not a folder: name the folder that holds the logs");
  }
  device_ = input->id.device;
  never_entered_.insert(input->id);
  for (const std::string& skipped : skipped_folders) {
    const std::optional<LinkTarget> target = follow_links(skipped);
    if (target) never_entered_.insert(target->id);
  }
}

FoundLogs Search::run() {
  for (const FolderEntry& entry : list_folder(input_folder_)) {
    if (!is_hidden_name(entry.name)) sort_entry(entry);
  }
  for (auto& [day, folders] : folders_of_day_) search_day(day, folders);
  search_other_folders();
  for (auto& [day, files] : found_.days) choose_forms(files, found_.warnings);
  std::ranges::sort(found_.ignored_files);
  return std::move(found_);
}

std::string Search::path_of(const std::string& name) const {
  return input_folder_ + (input_folder_.ends_with('/') ? "" : "/") + name;
}

Search::Item Search::item_of(std::string name, EntryKind kind) const {
  if (kind != EntryKind::link) return {std::move(name), kind};
  const std::optional<LinkTarget> target = follow_links(path_of(name));
  if (!target) return {std::move(name), std::nullopt};
  return {std::move(name), target->kind};
}

// What an entry of the input folder is for.
void Search::sort_entry(const FolderEntry& entry) {
  const bool may_be_folder = entry.kind == EntryKind::folder || entry.kind == EntryKind::link;
  const std::optional<Date> file_day = day_of_file_name(entry.name);
  const std::optional<Date> folder_day = day_of_folder_name(entry.name);
  if (file_day) {
    if (range_.contains(*file_day)) add_log(*file_day, item_of(entry.name, entry.kind));
  } else if (folder_day && may_be_folder) {
    if (range_.contains(*folder_day)) {
      add_day_folder(*folder_day, entry);
    } else if (entry.kind == EntryKind::folder) {
      day_folders_.insert({device_, entry.inode});
    }
  } else {
    look_if_possible([&] { add_other(entry); });
  }
}

void Search::add_day_folder(Date day, const FolderEntry& entry) {
  const Item item = item_of(entry.name, entry.kind);
  if (!item.kind) refuse(day, item, "is a link that leads nowhere");
  if (item.kind == EntryKind::folder) {
    folders_of_day_[day].add(item.name, entry.kind == EntryKind::link);
  } else {
    add_if_ignored(item);
  }
}

void Search::add_other(const FolderEntry& entry) {
  const Item item = item_of(entry.name, entry.kind);
  if (item.kind == EntryKind::folder) {
    other_folders_.add(item.name, entry.kind == EntryKind::link);
  } else {
    add_if_ignored(item);
  }
}

void Search::search_day(Date day, FolderQueue& folders) {
  // Each day has its own set: what belongs to a day must not depend on which others are asked for.
  std::set<FolderId> entered = never_entered_;
  while (const std::optional<std::string> folder = folders.next()) {
    throw_if_stopped();
    if (!enter(*folder, entered)) continue;
    for (const Item& item : read_folder(*folder, folders)) {
      const std::string_view name = last_part(item.name);
      if (is_unfinished_name(name)) continue;
      // A link that leads nowhere may have led to a folder of logs, whatever its name.
      if (log_compression(name) || !item.kind) {
        add_log(day, item);
      } else {
        add_if_ignored(item);
      }
    }
  }
  day_folders_.insert(entered.begin(), entered.end());
}

void Search::search_other_folders() {
  std::set<FolderId> entered = std::move(day_folders_);
  entered.insert(never_entered_.begin(), never_entered_.end());
  while (const std::optional<std::string> folder = other_folders_.next()) {
    throw_if_stopped();
    look_if_possible([&] {
      if (!enter(*folder, entered)) return;
      for (const Item& item : read_folder(*folder, other_folders_)) add_if_ignored(item);
    });
  }
}

// Whether `folder` has not been entered yet, by whatever path; it is then.
bool Search::enter(const std::string& folder, std::set<FolderId>& entered) const {
  const std::optional<LinkTarget> target = follow_links(path_of(folder));
  // One that is gone by now is left to read_folder, which says so.
  return !target || entered.insert(target->id).second;
}

// What is in `folder`; its folders go to the end of `queue` instead. Hidden entries are left out.
std::vector<Search::Item> Search::read_folder(const std::string& folder, FolderQueue& queue) const {
  std::vector<Item> items;
  for (const FolderEntry& entry : list_folder(path_of(folder))) {
    if (is_hidden_name(entry.name)) continue;
    Item item = item_of(folder + "/" + entry.name, entry.kind);
    if (item.kind == EntryKind::folder) {
      queue.add(std::move(item.name), entry.kind == EntryKind::link);
    } else {
      items.push_back(std::move(item));
    }
  }
  return items;
}

void Search::add_log(Date day, const Item& item) {
  if (!item.kind) refuse(day, item, "is a link that leads nowhere");
  if (item.kind == EntryKind::folder) refuse(day, item, "has the name of a log, but is a folder");
  const std::optional<Compression> compression = log_compression(item.name);
  if (item.kind != EntryKind::file || !compression) refuse(day, item, "is not a regular file");
  const std::string path = path_of(item.name);
  const std::optional<FileStat> stat = stat_file(path);
  if (!stat) throw LogChanged{item.name};
  std::string stem(log_stem(item.name, *compression));
  found_.days[day].push_back({path, item.name, std::move(stem), *compression, *stat});
}

void Search::add_if_ignored(const Item& item) {
  const std::string_view name = last_part(item.name);
  if (!is_unfinished_name(name) && looks_like_log(name)) found_.ignored_files.push_back(item.name);
}

// Part of a day is never left out in silence.
void Search::refuse(Date day, const Item& item, std::string_view problem) {
  throw Error(fmt::format("{} {}: mend it, or remove it if {} is whole without it", item.name,
                          problem, format_date(day)));
}

// Calls `look` at something outside the folders of days. No log can be there, so what cannot be
// read (the lost+found of a disk, say) is no reason to give no report.
template <typename Look>
void Search::look_if_possible(const Look& look) {
  try {
    look();
  } catch (const Error& error) {
    found_.warnings.push_back(fmt::format("{}: it is left out", error.what()));
  }
}

}  // namespace

FoundLogs find_logs(const std::string& input_folder, const DateRange& range,
                    const std::vector<std::string>& skipped_folders) {
  // A log that is being compressed has a new name after the listing: a new one shows it.
  for (int search = 1;; search++) {
    try {
      return Search(input_folder, range, skipped_folders).run();
    } catch (const LogChanged& changed) {
      if (search == kMostSearches) {
        throw Error(changed.name + " disappeared while the logs were looked for, as others did " +
                    "before: call again when the logs are at rest");
      }
    }
  }
}

}  // namespace crudtally
