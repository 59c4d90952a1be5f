// The two loops that see every byte, compiled once for each SIMD level and chosen at run time, so
// that one binary runs on any x86-64 and the source builds anywhere.
//
// Each level's source defines `Lanes` (a few lines of intrinsics: load, compare) and includes
// core/kernel_loops.inc, which has the loops themselves, once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "core/counts.h"
#include "core/dialect.h"
#include "core/event_batch.h"
#include "core/lines.h"
#include "core/row_scan.h"

namespace crudtally {

// What the timestamp of a plain row has to be, byte by byte: the log's own date, and the digits of
// a time of day. The separator and the hour take a further look.
struct PlainTimestamp {
  explicit PlainTimestamp(Date date);

  // The ranges of the 32 bytes that end with the timestamp, the first 13 of them anything.
  alignas(32) std::array<uint8_t, 32> least;
  alignas(32) std::array<uint8_t, 32> most;
};

struct Kernel {
  std::string_view name;

  // Adds `bytes` to the scan, and stores where in them their lines end, just behind each LF.
  // Returns how many do; `line_ends` has room for kSpareLineEnds more than there can be. Reads up
  // to kReadableBytes past the end.
  size_t (*scan_rows)(std::string_view bytes, RowScan& scan, uint32_t* line_ends);

  // Adds the events of the first lines to `batch`, and to `hours`, while it has room and they are
  // plain: `email,ACTION,YYYY-MM-DD HH:MM:SS` of this date, LF or CRLF, an email of printable ASCII
  // that does not begin with a blank. The email may be in quotes, and then the other two as well,
  // but none holds a quote. Returns how many lines that were; the next one, if the batch has room,
  // needs parse_row. kReadableBytes around the lines are readable.
  size_t (*parse_plain_rows)(const Lines& lines, const PlainTimestamp& timestamp, EventBatch& batch,
                             HourCounts& hours);

  // The same for other columns, at most kMostFastColumns: rows of printable ASCII, and of fields
  // without quotes or in quotes without any other.
  size_t (*parse_columns)(const Lines& lines, const Columns& columns,
                          const PlainTimestamp& timestamp, EventBatch& batch, HourCounts& hours);

  // Sets the hashes of the events' emails. All events of a table must have them from one kernel:
  // where there are instructions for AES, two rounds of it mix better than multiplications do, in
  // half the time.
  void (*hash_emails)(std::span<UserEvent> events);
};

inline constexpr size_t kMostFastColumns = 32;

inline constexpr size_t kSpareLineEnds = 2;

// The kernels that this processor can run, the fastest first; the portable one is always there.
const std::vector<const Kernel*>& kernels();

// One of `kernels` by its name ("portable", "avx2", "avx512"), or nullptr.
const Kernel* find_kernel(std::string_view name);

}  // namespace crudtally
