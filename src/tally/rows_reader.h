// Rows of Parquet as a run: decoded, not yet believed (tally/verified_run.h does that).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <parquet/column_reader.h>
#include <parquet/metadata.h>

#include "base/file.h"
#include "core/run.h"
#include "tally/parquet_file.h"

namespace crudtally {

class RowsReader final : public Run {
 public:
  // `footer` is that of `file`, already parsed. Throws as `next` does.
  RowsReader(std::shared_ptr<const File> file, std::shared_ptr<parquet::FileMetaData> footer);

  // Throws UnsoundTally where Parquet cannot decode the file, Error where the disk fails.
  const RunBatch* next() override;

 private:
  const RunBatch* next_batch();
  void open_group(int group);

  ParquetInput input_;
  int groups_opened_ = 0;
  int64_t rows_left_ = 0;  // of the row group that was opened last
  std::shared_ptr<parquet::ByteArrayReader> emails_;
  std::array<std::shared_ptr<parquet::Int64Reader>, kActions> counts_;
  std::vector<parquet::ByteArray> email_values_;
  std::vector<int64_t> count_values_;
  RunBatch batch_;
};

}  // namespace crudtally
