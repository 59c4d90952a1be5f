// A day tally on disk: YYYY-MM-DD.parquet.
//
//   columns    email (string), create_count, read_count, update_count, delete_count (int64), all
//              required; emails strictly ascend by their bytes
//   row groups at most 131,072 rows and 16 MiB of emails (32,768 rows as a rule), with the first
//   and
//              the last email as their least and greatest, so that a range of emails can be read
//   pages      with checksums
//   metadata   key "crudtally": the JSON of tally/metadata.h; key "crudtally.digest": its digest
//   seal       24 bytes between the last page and the footer, where Parquet readers do not look:
//              "CTSEAL01" and the XXH3-128 (big-endian) of all other bytes of the file
//
// Sized for 5 million users a day (a few dozen MB) and read back in a tenth of the time that
// counting the log takes.
//
// Why a seal, when pages have checksums: the footer and the page headers have none, and of 4,000
// flipped bits a few dozen were still decoded without complaint. One pass over the file settles it
// for a few milliseconds. The digest of the rows stays true when tallies are cut into parts or
// encoded anew; the seal is of these bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/atomic_file.h"
#include "base/file.h"
#include "core/run.h"
#include "core/run_ranges.h"
#include "tally/metadata.h"
#include "tally/unsound_tally.h"

namespace crudtally {

// A tally that is written but has not got its name yet.
struct PendingTally {
  TallyMetadata metadata;  // as written
  std::unique_ptr<AtomicFile> file;

  // Gives it its name; waits for the disk. Throws Error where that fails. Without this call nothing
  // is left behind.
  void publish() { file->commit(); }
};

// Writes `rows` as the tally `path`, with `metadata`, encoding on so many threads; its users, sums
// and rows_digest are taken from the rows. Throws Error where the disk fails, where the rows are no
// run or the books do not balance (their sums differ from metadata.events, say), and as
// throw_if_stopped does: then nothing is written.
PendingTally prepare_tally(const std::string& path, RunRanges& rows, TallyMetadata metadata,
                           size_t threads);

// The same for `rows` that are those of a tally once more, and `metadata` with its users, sums and
// rows_digest: throws UnsoundTally where they are not.
PendingTally prepare_tally_again(const std::string& path, RunRanges& rows, TallyMetadata metadata,
                                 size_t threads);

// The same, published. Returns the metadata as written.
TallyMetadata write_tally(const std::string& path, RunRanges& rows, TallyMetadata metadata,
                          size_t threads);

class TallyFile {
 public:
  // Opens the tally `path`, verifies its seal, and reads its metadata; nothing where there is no
  // such file. Throws UnsoundTally, also where the name begins with the date of another day, or
  // Error where the file cannot be read at all.
  static std::unique_ptr<TallyFile> open(const std::string& path);

  virtual ~TallyFile() = default;

  virtual const TallyMetadata& metadata() const = 0;
  virtual int dialect_version() const = 0;
  virtual uint64_t bytes() const = 0;

  // The rows. The run verifies as it goes (page checksums, order, signs) and, before it says that
  // it has ended, the digest, the sums and the number of rows; it throws UnsoundTally. It reads the
  // file that was opened, even where another has taken its name since. Buffers are bounded: 256 KiB
  // a column.
  virtual std::unique_ptr<Run> rows() const = 0;

  // Reads all rows once. Throws as the run does, and as throw_if_stopped does.
  void verify_rows() const;

  // The same in ranges of emails, checked row by row (page checksums, order, signs). That what they
  // add up to has the sums and the digest that it should is for the caller to verify, of these rows
  // or of all that they are merged with. This tally must outlive them.
  virtual std::unique_ptr<EmailRanges> ranges() const = 0;
};

}  // namespace crudtally
