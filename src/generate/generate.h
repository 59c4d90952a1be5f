// Generates reproducible logs: for the examples, the tests and the benchmarks.
//
// The same options and seed give the same text on every machine, whatever the threads: all that
// goes into it is integers from a generator of our own. A day depends on its date, not on the days
// generated with it, so that a longer range only adds files; and the options for rejects, quotes,
// misfiled rows, columns, line ends and compression do not change who did what when (but that
// quotes bring second emails).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/date.h"
#include "core/reject.h"
#include "logs/log_file.h"

namespace crudtally {

struct GenerateOptions {
  enum class Distribution {
    zipf,     // the k-th user has a k-th of the first one's events
    uniform,  // each user is equally likely
  };

  std::string folder;  // made where it is missing
  Date start{};
  int days = 1;
  int64_t users = 1;
  int64_t events = 0;  // a day; rejects come on top
  uint64_t seed = 0;
  Distribution distribution = Distribution::zipf;
  // The share of rows that are rejects (below 1), and of events that have a quoted email or are
  // misfiled (the day before or after).
  double reject_ratio = 0;
  // Every fourth quoted email is the user's second one, with a comma and quotes inside.
  double quote_ratio = 0;
  double misfiled_ratio = 0;
  bool crlf = false;
  bool header = false;
  bool shuffled_columns = false;  // another order and more columns; has a header in any case
  Compression compression = Compression::none;
  int email_length = 0;    // 0 for natural ones, or 64 to 1,000 bytes for all but second emails
  bool overwrite = false;  // else a log that exists is an error: it may be a real one
  size_t threads = 1;
};

// What logs hold, as the engine should find it.
struct LogContents {
  int64_t rows = 0;
  int64_t events = 0;
  int64_t misfiled = 0;  // among the events
  RejectCounts rejects{};
  uint64_t text_bytes = 0;
  uint64_t file_bytes = 0;

  LogContents& operator+=(const LogContents& other);
};

struct GeneratedLog {
  Date date;
  std::string path;
  LogContents contents;
};

struct GenerateResult {
  std::vector<GeneratedLog> logs;  // by date
  LogContents total;
};

// Called every now and then with the number of events written since the last call; several threads
// may call it at once.
using GenerateProgress = std::function<void(int64_t events)>;

// Writes FOLDER/YYYY-MM-DD.csv[.gz|.zst] for each day, each atomically.
// Throws Error: with the status usage for options out of range, failed where a file cannot be
// written, and as throw_if_stopped does; days that were finished by then stay.
GenerateResult generate_logs(const GenerateOptions& options, const GenerateProgress& progress);

}  // namespace crudtally
