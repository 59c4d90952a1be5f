// Whether logs are what they seem: twins, equal days, logs that shrank, logs without rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "logs/log_file.h"
#include "tally/metadata.h"

namespace crudtally {

// Whether two files of the day have equal content and rows.
bool has_duplicates(const TallyMetadata& day);

// The day's rows, those of equal files counted once.
int64_t rows_without_duplicates(const TallyMetadata& day);

// Throws Error where two files of the day have equal content and rows. `files` are those that are
// there now: messages name them as they are called, compressed or not.
void refuse_duplicates(const TallyMetadata& day, const std::vector<LogFile>& files);

// Throws Error where the day has fewer rows than `replaced_rows`, those of the tally that it would
// replace.
void refuse_shrunk(const TallyMetadata& day, std::optional<int64_t> replaced_rows);

// Names the first files that look like logs but fit no rule; nothing where there are none.
std::vector<std::string> warn_of_ignored_files(const std::vector<std::string>& names);

// A warning for each file without rows.
std::vector<std::string> warn_of_empty_logs(const TallyMetadata& day,
                                            const std::vector<LogFile>& files);

// A warning for each day whose content equals an earlier one's.
std::vector<std::string> warn_of_equal_days(const std::vector<const TallyMetadata*>& days);

// Where the first rejects stand, and what may help against them; nothing without rejects.
// `rejects_folder` is where this call writes them all, if it does.
std::vector<std::string> warn_of_rejects(const std::vector<const TallyMetadata*>& days,
                                         const std::string& rejects_folder);

}  // namespace crudtally
