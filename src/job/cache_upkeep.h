// Looking after a cache: what is in it, whether it is sound, and what may go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "job/progress.h"
#include "tally/metadata.h"

namespace crudtally {

struct CachedTally {
  CountOptions options;
  Date date;
  std::string path;
  uint64_t bytes = 0;
  // What the tally says of itself; nothing where it is not sound, for the reason `problem`.
  std::optional<TallyMetadata> metadata;
  std::string problem;
};

// The tallies of a cache, for each set of options by date. Verifies seals and metadata, and with
// `every_row` all rows and the rejects files too. Throws Error where there is no such cache.
std::vector<CachedTally> list_tallies(const std::string& cache_folder, bool every_row);

// What is wrong with cache.json; empty where nothing is.
std::string identity_problem(const std::string& cache_folder);

struct PruneOptions {
  // Tallies before this date go, if their logs are still there unchanged.
  std::optional<Date> before;
  // Also those whose logs are not: the only copy of a day.
  bool delete_only_copy = false;
};

struct Pruned {
  int left_overs = 0;
  std::vector<std::string> tallies;  // the paths of those removed
  // Of those before the date, the paths that stay, each with the reason in a few words.
  std::vector<std::pair<std::string, std::string>> kept;
};

// Removes left-overs and, as the options say, tallies with their rejects. Throws Error.
Pruned prune(const std::string& cache_folder, const PruneOptions& options, size_t threads,
             Progress& progress);

}  // namespace crudtally
