// What a call asks for: the options of the command line, parsed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/date.h"
#include "core/kernel.h"
#include "core/line_buffer.h"
#include "logs/content_hash.h"
#include "report/report_file.h"
#include "tally/metadata.h"

namespace crudtally {

enum class MissingDay { warn, fail };

struct JobOptions {
  std::string input_folder;
  std::string output_folder;
  Date target_date;

  int days = 7;
  bool exclude_target = false;

  bool use_cache = true;
  std::string cache_folder;  // empty: OUTPUT_DIR/.tallies
  bool trust_cache = false;
  bool verify_logs = false;
  // Tallies of days in this range are not believed while there are logs to count again.
  std::optional<DateRange> rebuild;
  bool accept_shrunk = false;

  CountOptions counting;
  bool allow_duplicates = false;
  MissingDay missing_day = MissingDay::warn;

  std::string rejects_folder;  // empty: rejects are not written out
  double max_reject_ratio = 1;
  ReportFormat format = ReportFormat::csv;

  size_t threads = 1;
  // Of all tables of the call together; what goes past it is spilled.
  size_t table_bytes = std::numeric_limits<size_t>::max();
  std::string spill_folder;  // empty: where the tallies or the report go
  const Kernel* kernel = kernels().front();
  size_t piece_bytes = LineBuffer::kPieceBytes;
  uint64_t split_bytes = kHashBlockBytes;

  // Where the caller will write the summary; empty: nowhere. Written by the caller, checked here.
  std::string summary_file;
};

// The days that a report covers. Throws Error (usage) where they begin before 0001-01-01.
DateRange window_of(const JobOptions& options);

// OUTPUT_DIR/TARGET_DATE.csv, .parquet or .json.
std::string report_path(const JobOptions& options);
std::string report_summary_path(const JobOptions& options);
std::string cache_folder_of(const JobOptions& options);
// Where users go for whom memory has no room.
std::string spill_folder_of(const JobOptions& options);

// Throws Error (usage) where the call would write over its own logs or its own report.
void check_folders(const JobOptions& options);

}  // namespace crudtally
