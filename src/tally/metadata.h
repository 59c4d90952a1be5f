// What a day tally says of itself, kept as JSON in the Parquet file's key-value metadata.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/digest.h"
#include "base/file.h"
#include "core/counts.h"
#include "core/reject.h"

namespace crudtally {

// Raised when the file's form changes; every release reads all earlier ones.
// 1: rows_digest was a sum of hashes of whole rows.
// 2: RowsDigest.
inline constexpr int kFormatVersion = 2;
// Raised when the same log would be counted otherwise than before: tallies of another dialect
// version are rebuilt while their logs are there.
inline constexpr int kDialectVersion = 1;

// The options that change counts; tallies made with others lie in folders of their own.
struct CountOptions {
  bool reject_misfiled = false;
  bool normalize_email = false;

  friend bool operator==(const CountOptions&, const CountOptions&) = default;
};

// A file of the day log, as it was when the tally was made.
struct SourceFile {
  std::string stem;  // LogFile::stem
  FileStat stat;
  int64_t read_at_ns = 0;  // when its reading began, since 1970-01-01
  Digest content;          // content_hash
  int64_t rows = 0;

  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

// Where a misfiled event stands; never the event itself.
struct MisfiledExample {
  std::string file;
  uint64_t line = 0;
  std::string date;  // as written, YYYY-MM-DD

  friend bool operator==(const MisfiledExample&, const MisfiledExample&) = default;
};

// Where a reject stands, and why it is one; never the row itself.
struct RejectExample {
  std::string file;
  uint64_t line = 0;
  Reason reason{};

  friend bool operator==(const RejectExample&, const RejectExample&) = default;
};

struct TallyMetadata {
  Date date;
  CountOptions options;
  bool duplicates_allowed = false;
  std::vector<SourceFile> sources;  // sorted by stem

  int64_t rows = 0;
  int64_t events = 0;
  RejectCounts rejects = {};
  std::vector<RejectExample> reject_examples;  // the first ones, at most kRejectExamples
  int64_t misfiled = 0;
  std::vector<MisfiledExample> misfiled_examples;  // the first ones, at most 10
  HourCounts hours = {};

  // Filled in by write_tally from the run that it writes.
  int64_t users = 0;
  Counts sums = {};
  uint64_t rows_digest = 0;  // RowsDigest of all rows

  // The rejects file beside the tally; empty and zero where the day has no rejects.
  std::string rejects_file;
  uint64_t rejects_bytes = 0;
  Digest rejects_digest;

  friend bool operator==(const TallyMetadata&, const TallyMetadata&) = default;
};

// One line of JSON, format and dialect version included, its keys in the order and with the names
// of the members above, but: `options` {"misfiled": "count" or "reject", "normalize_email"}, the
// stat of a source as `size`, `mtime_ns`, `ctime_ns` and `inode` beside its `content_hash`,
// `rejects` and `sums` as objects with a number for each reason and action, digests in hexadecimal,
// and `rejects_file` {"name", "bytes", "digest"} or null. File names are escaped
// (tally/escaped_name.h).
std::string to_json(const TallyMetadata& metadata);

// Throws UnsoundTally (tally/unsound_tally.h) where the text is not such JSON, of a format version
// that this release does not know, or says what cannot be: events and rejects that do not add up to
// rows, sums that do not add up to events or hours to sums, a negative number (tally/books.h).
// The versions are set to those of the text.
TallyMetadata parse_metadata(std::string_view json, int& format_version, int& dialect_version);

}  // namespace crudtally
