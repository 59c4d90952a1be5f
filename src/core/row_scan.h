// The scan: how many lines and rows some bytes hold. It knows nothing of fields: that is what makes
// it a check on the parser (events + rejects = rows).
#pragma once

#include <cstdint>

namespace crudtally {

// What has been scanned so far. A row is a line of anything but blanks; of a CR before the line's
// end one belongs to the end.
struct RowScan {
  uint64_t lines = 0;  // an unended last one included
  uint64_t rows = 0;

  // The line that the bytes so far end in.
  bool line_is_open = false;          // it has bytes
  bool open_line_is_blank = true;     // none of them makes it a row yet
  bool open_line_ends_in_cr = false;  // told only while it is blank
};

}  // namespace crudtally
