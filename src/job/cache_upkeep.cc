#include "job/cache_upkeep.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "job/content_memo.h"
#include "job/same_content.h"
#include "logs/find_logs.h"
#include "tally/cache_folder.h"
#include "tally/places.h"
#include "tally/rejects_file.h"
#include "tally/tally_file.h"

namespace crudtally {
namespace {

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

void require_cache(const std::string& cache_folder) {
  if (is_folder(cache_folder)) return;
  throw Error("there is no cache at " + cache_folder +
              ": name the folder with the day tallies, by default OUTPUT_DIR/.tallies");
}

void verify_every_row(const TallyFile& tally, const TallyPaths& paths) {
  tally.verify_rows();
  const TallyMetadata& metadata = tally.metadata();
  if (metadata.rejects_file.empty()) return;
  read_rejects_file(paths.rejects, metadata.rejects_digest, [](const RejectRecord&) {});
}

CachedTally look_at(const std::string& cache_folder, const CountOptions& options, Date date,
                    bool every_row) {
  const TallyPaths paths = tally_paths(cache_folder, options, date);
  CachedTally found = {options, date, paths.tally, 0, std::nullopt, {}};
  if (const std::optional<FileStat> stat = stat_file(paths.tally)) found.bytes = stat->size;
  try {
    const std::unique_ptr<TallyFile> tally = TallyFile::open(paths.tally);
    if (!tally) {
      found.problem = paths.tally + " vanished while it was looked at";
      return found;
    }
    if (every_row) verify_every_row(*tally, paths);
    found.metadata = tally->metadata();
  } catch (const UnsoundTally& unsound) {
    found.problem = unsound.what();
  }
  return found;
}

// The folders of this machine that the cache was used from.
std::vector<std::string> input_folders(const std::string& cache_folder) {
  std::vector<std::string> folders;
  const std::optional<CacheIdentity> identity = read_identity(cache_folder);
  if (!identity) return folders;
  for (const std::string& place : identity->places) {
    const std::optional<std::string> folder = folder_of_place(place);
    if (folder && is_folder(*folder)) folders.push_back(*folder);
  }
  return folders;
}

bool has_its_logs(const TallyMetadata& metadata, const std::vector<std::string>& folders,
                  ContentMemo& memo) {
  for (const std::string& folder : folders) {
    const FoundLogs found = find_logs(folder, {metadata.date, metadata.date}, {});
    const auto files = found.days.find(metadata.date);
    if (files != found.days.end() && are_the_recorded_logs(metadata, files->second, memo)) {
      return true;
    }
  }
  return false;
}

// Why the tally must not go; empty where its log can replace it.
std::string reason_to_keep(const CachedTally& tally, const std::vector<std::string>& folders,
                           ContentMemo& memo) {
  if (!tally.metadata) return "it is damaged; the next call counts its log again, if there is one";
  if (folders.empty()) return "cache.json does not say where its log may be";
  if (has_its_logs(*tally.metadata, folders, memo)) return {};
  return "its log is not there as it was, so it is the only copy of that day";
}

// The tally first: rejects without a tally are a left-over, a tally without its rejects is damaged.
void remove_tally(const TallyPaths& paths) {
  const DayLock lock(paths.lock);
  remove_file(paths.tally);
  remove_file(paths.rejects);
  sync_folder(paths.folder);
}

}  // namespace

std::vector<CachedTally> list_tallies(const std::string& cache_folder, bool every_row) {
  require_cache(cache_folder);
  std::vector<CachedTally> tallies;
  for (const CountOptions& options : all_count_options()) {
    for (const Date date : tally_dates(cache_folder, options)) {
      throw_if_stopped();
      tallies.push_back(look_at(cache_folder, options, date, every_row));
    }
  }
  return tallies;
}

std::string identity_problem(const std::string& cache_folder) {
  std::string damage;
  if (!read_identity(cache_folder, &damage) && damage.empty()) {
    damage = cache_folder + "/cache.json is missing";
  }
  return damage;
}

Pruned prune(const std::string& cache_folder, const PruneOptions& options, size_t threads,
             Progress& progress) {
  require_cache(cache_folder);
  Pruned pruned;
  for (const CountOptions& counting : all_count_options()) {
    pruned.left_overs += remove_left_overs(tally_paths(cache_folder, counting, Date()).folder);
  }
  if (!options.before) return pruned;
  const std::vector<std::string> folders = input_folders(cache_folder);
  ContentMemo memo(threads, progress);
  for (const CachedTally& tally : list_tallies(cache_folder, false)) {
    if (tally.date >= *options.before) continue;
    const std::string reason = reason_to_keep(tally, folders, memo);
    if (reason.empty() || options.delete_only_copy) {
      remove_tally(tally_paths(cache_folder, tally.options, tally.date));
      pruned.tallies.push_back(tally.path);
    } else {
      pruned.kept.emplace_back(tally.path, reason);
    }
  }
  return pruned;
}

}  // namespace crudtally
