#include "job/cache_place.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "job/same_content.h"
#include "logs/find_logs.h"
#include "tally/cache_folder.h"
#include "tally/places.h"
#include "tally/tally_file.h"

namespace crudtally {
namespace {

struct CachedDay {
  CountOptions options;
  Date date;
};

// All tallies of the cache, the days of the window first, then the newest: in this order a match is
// found soonest.
std::vector<CachedDay> cached_days(const std::string& cache_folder, const DateRange& window) {
  std::vector<CachedDay> days;
  for (const CountOptions& options : all_count_options()) {
    for (const Date date : tally_dates(cache_folder, options)) days.push_back({options, date});
  }
  std::ranges::sort(days, [&](const CachedDay& a, const CachedDay& b) {
    return std::pair(window.contains(a.date), a.date) > std::pair(window.contains(b.date), b.date);
  });
  return days;
}

bool matches_a_day(const JobOptions& options, const std::vector<CachedDay>& days,
                   ContentMemo& memo) {
  for (const CachedDay& day : days) {
    const FoundLogs found = find_logs(options.input_folder, {day.date, day.date}, {});
    const auto files = found.days.find(day.date);
    if (files == found.days.end()) continue;
    try {
      const std::string path = tally_paths(cache_folder_of(options), day.options, day.date).tally;
      const std::unique_ptr<TallyFile> tally = TallyFile::open(path);
      // A log without rows is like any other such: it proves nothing.
      if (tally && tally->metadata().rows != 0 &&
          have_the_recorded_content(tally->metadata(), files->second, memo)) {
        return true;
      }
    } catch (const UnsoundTally&) {
      // It says nothing about whose cache this is; another day may.
    }
  }
  return false;
}

}  // namespace

bool is_new_cache_place(const JobOptions& options, ContentMemo& memo) {
  const std::string cache = cache_folder_of(options);
  const std::string place = place_of(options.input_folder);
  std::string damage;
  const std::optional<CacheIdentity> identity = read_identity(cache, &damage);
  if (identity && identity->knows(place)) return false;
  const std::vector<CachedDay> days = cached_days(cache, window_of(options));
  if (days.empty() || options.trust_cache || matches_a_day(options, days, memo)) {
    return true;
  }
  std::string others = "an unknown place";
  if (identity) {
    others = fmt::format("{}", fmt::join(identity->places, ", "));
  } else if (!damage.empty()) {
    others += " (" + damage + ")";
  }
  throw Error(
      fmt::format("the cache {} was made from the logs of {}, and none of its days has the "
                  "content of a log of {}: is it another's? Choose another --cache-dir, or "
                  "say with --trust-cache that it belongs to these logs",
                  cache, others, place));
}

}  // namespace crudtally
