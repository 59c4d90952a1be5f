// What the name of a file or folder says about logs, without a look at the file.
#pragma once

#include <optional>
#include <string_view>

#include "base/date.h"
#include "logs/log_file.h"

namespace crudtally {

bool is_hidden_name(std::string_view name);

// Ends in .tmp or .part: somebody is still writing it.
bool is_unfinished_name(std::string_view name);

// How a name ending in .csv, .csv.gz or .csv.zst says its file is compressed; nothing for others.
std::optional<Compression> log_compression(std::string_view name);

// `name` without .gz or .zst, if it is compressed.
std::string_view log_stem(std::string_view name, Compression compression);

// The day of a file directly in the input folder: YYYY-MM-DD*.csv[.gz|.zst].
std::optional<Date> day_of_file_name(std::string_view name);

// The day of a folder directly in the input folder: YYYY-MM-DD, date=YYYY-MM-DD, dt=YYYY-MM-DD.
std::optional<Date> day_of_folder_name(std::string_view name);

// Whether somebody may have meant a log by it: it holds YYYY-MM-DD (even a day that does not exist:
// that is a mistake worth telling), YYYYMMDD (a day that exists: eight digits are often something
// else) or ".csv" in any case.
bool looks_like_log(std::string_view name);

}  // namespace crudtally
