// Rows as Parquet: the columns and pages that a day tally and a Parquet report share.
//
// Each row group is gathered in memory (at most 131,072 rows and 16 MiB of emails) and then written
// column by column: emails plain, counts by dictionary, LZ4, page checksums.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/digest.h"
#include "core/run.h"

namespace crudtally {

class RowsWriter {
 public:
  enum class Seal { none, sealed };

  // Writes into `file`, which stays the caller's to commit.
  explicit RowsWriter(AtomicFile& file);
  ~RowsWriter();
  RowsWriter(const RowsWriter&) = delete;
  RowsWriter& operator=(const RowsWriter&) = delete;

  // Throws Error where the disk fails, as `finish` does.
  void append(const RunBatch& batch);

  // Writes what is left and the footer with these key-value pairs; `sealed` puts the seal of
  // tally/tally_file.h before the footer. Nothing can be appended afterwards.
  void finish(const std::vector<std::pair<std::string, std::string>>& key_values, Seal seal);

  // The digest of all bytes written but those of the seal, once finished.
  Digest digest() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crudtally
