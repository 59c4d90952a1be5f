#include "tally/freshness.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace crudtally {
namespace {

// The coarsest clock of a file system in use ticks every 2 s (FAT): within a tick a file can change
// once more without a trace in its mtime.
constexpr int64_t kTickNs = 2'000'000'000;

bool read_within_a_tick(const SourceFile& source) {
  // Modulo 2^64, as FileStat keeps times that are out of range.
  const auto age = static_cast<int64_t>(static_cast<uint64_t>(source.read_at_ns) -
                                        static_cast<uint64_t>(source.stat.mtime_ns));
  return age <= kTickNs;
}

// "a.csv was touched", "a.csv and 2 more were touched".
std::string say(const std::vector<std::string>& names, std::string_view what) {
  if (names.size() == 1) return fmt::format("{} was {}", names[0], what);
  return fmt::format("{} and {} more were {}", names[0], names.size() - 1, what);
}

}  // namespace

FreshnessVerdict compare_sources(const std::vector<SourceFile>& recorded,
                                 const std::vector<LogFile>& found, bool verify_logs) {
  if (found.empty()) return {Freshness::gone, {}, {}, "all logs gone"};

  std::unordered_map<std::string_view, const SourceFile*> sources;
  for (const SourceFile& source : recorded) sources[source.stem] = &source;

  std::unordered_set<std::string_view> found_stems;
  std::vector<size_t> in_doubt;
  std::vector<std::string> touched;
  std::vector<std::string> just_written;
  std::vector<std::string> unknown;
  for (size_t i = 0; i < found.size(); i++) {
    const LogFile& file = found[i];
    found_stems.insert(file.stem);
    const auto source = sources.find(file.stem);
    if (source == sources.end()) {
      unknown.push_back(file.name);
      continue;
    }
    const bool differs = source->second->stat != file.stat;
    const bool within_a_tick = read_within_a_tick(*source->second);
    if (differs) {
      touched.push_back(file.name);
    } else if (within_a_tick) {
      just_written.push_back(file.name);
    }
    if (differs || within_a_tick || verify_logs) in_doubt.push_back(i);
  }
  std::vector<std::string> gone;
  for (const SourceFile& source : recorded) {
    if (!found_stems.contains(source.stem)) gone.push_back(source.stem);
  }

  if (!unknown.empty()) {
    return {Freshness::changed, {}, gone, "new file " + unknown[0]};
  }
  if (in_doubt.empty()) {
    const std::string why = gone.empty() ? "log unchanged" : say(gone, "removed, rest unchanged");
    return {Freshness::trusted, {}, gone, why};
  }
  std::string why = "logs to be verified";
  if (!touched.empty()) {
    why = say(touched, "touched");
  } else if (!just_written.empty()) {
    why = say(just_written, "read right after being written");
  }
  return {Freshness::ask_content, in_doubt, gone, why};
}

}  // namespace crudtally
