#include "job/same_content.h"

#include <algorithm>

#include "logs/log_reader.h"
#include "tally/freshness.h"

namespace crudtally {
namespace {

bool are_same(const TallyMetadata& recorded, const std::vector<LogFile>& files, bool verify_logs,
              ContentMemo& memo) {
  const FreshnessVerdict verdict = compare_sources(recorded.sources, files, verify_logs);
  if (!verdict.gone_stems.empty()) return false;
  if (verdict.freshness == Freshness::trusted) return true;
  return verdict.freshness == Freshness::ask_content &&
         with_stats_of_today(recorded, files, verdict.in_doubt, memo).has_value();
}

}  // namespace

std::optional<TallyMetadata> with_stats_of_today(const TallyMetadata& recorded,
                                                 const std::vector<LogFile>& files,
                                                 const std::vector<size_t>& in_doubt,
                                                 ContentMemo& memo) {
  TallyMetadata today = recorded;
  for (const size_t index : in_doubt) {
    const LogFile& file = files[index];
    const auto source = std::ranges::find(today.sources, file.stem, &SourceFile::stem);
    try {
      const HashedLog& hashed = memo.content_of(file);
      if (hashed.content != source->content) return std::nullopt;
      source->stat = file.stat;
      source->read_at_ns = hashed.read_at_ns;
    } catch (const LogChanged&) {
      // It is being written: whoever counts it finds out whether it comes to rest.
      return std::nullopt;
    }
  }
  return today;
}

bool are_the_recorded_logs(const TallyMetadata& recorded, const std::vector<LogFile>& files,
                           ContentMemo& memo) {
  return are_same(recorded, files, false, memo);
}

bool have_the_recorded_content(const TallyMetadata& recorded, const std::vector<LogFile>& files,
                               ContentMemo& memo) {
  return are_same(recorded, files, true, memo);
}

}  // namespace crudtally
