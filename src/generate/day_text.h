// The text of one day's log.
#pragma once

#include "base/date.h"
#include "generate/generate.h"
#include "generate/log_writer.h"

namespace crudtally {

// Writes the rows of `date` to `log`, in pieces of 1 MiB or so; what they are, with file_bytes left
// 0. The options are in their ranges.
LogContents write_day_text(const GenerateOptions& options, Date date, LogWriter& log,
                           const GenerateProgress& progress);

}  // namespace crudtally
