// The two loops that see every byte, compiled once for each SIMD level and chosen at run time, so
// that one binary runs on any x86-64 and the source builds anywhere.
//
// Each level's source defines `Lanes` (a few lines of intrinsics: load, compare) and includes
// core/kernel_loops.inc, which has the loops themselves, once.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "core/counts.h"
#include "core/event_batch.h"
#include "core/row_scan.h"

namespace crudtally {

// What the date of a plain row's timestamp has to be.
struct PlainDate {
  explicit PlainDate(Date date);
  char text[10];
};

struct Kernel {
  std::string_view name;

  // Adds `bytes` to the scan. Reads up to kReadableBytes past their end.
  void (*scan_rows)(std::string_view bytes, RowScan& scan);

  // Adds the rows from `position` on to `batch`, and to `hours`, while it has room and they are
  // plain: `email,ACTION,YYYY-MM-DD HH:MM:SS` of this date, no quotes, an email of printable ASCII
  // that begins with neither blank nor quote, LF or CRLF. Returns where it stopped: at `end`, at a
  // row for which the batch has no room, or at one that is not plain and needs parse_row. `end` is
  // just behind an LF (or is `position`); reads up to kReadableBytes past it.
  const char* (*parse_plain_rows)(const char* position, const char* end, const PlainDate& date,
                                  EventBatch& batch, HourCounts& hours);
};

// The kernels that this processor can run, the fastest first; the portable one is always there.
const std::vector<const Kernel*>& kernels();

// One of `kernels` by its name ("portable", "avx2", "avx512"), or nullptr.
const Kernel* find_kernel(std::string_view name);

}  // namespace crudtally
