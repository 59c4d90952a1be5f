// Whether logs still have the content that a tally was made from.
#pragma once

#include <optional>
#include <vector>

#include "job/content_memo.h"
#include "logs/log_file.h"
#include "tally/metadata.h"

namespace crudtally {

// Compares the content of those of `files` that are `in_doubt` (their stems are all recorded) with
// what `recorded` has. The metadata with the files' stats of today where all are equal; nothing
// where one differs, or changes while it is read.
std::optional<TallyMetadata> with_stats_of_today(const TallyMetadata& recorded,
                                                 const std::vector<LogFile>& files,
                                                 const std::vector<size_t>& in_doubt,
                                                 ContentMemo& memo);

// Whether `files` are exactly the recorded ones: by their stats or, failing that, by their content.
bool are_the_recorded_logs(const TallyMetadata& recorded, const std::vector<LogFile>& files,
                           ContentMemo& memo);

// The same by content alone: in another place equal stats are no proof.
bool have_the_recorded_content(const TallyMetadata& recorded, const std::vector<LogFile>& files,
                               ContentMemo& memo);

}  // namespace crudtally
