// Rows of Parquet as a run: decoded, not yet believed (tally/verified_run.h does that).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <parquet/column_reader.h>
#include <parquet/metadata.h>

#include "base/file.h"
#include "core/run.h"
#include "tally/parquet_file.h"

namespace crudtally {

class RowsReader final : public Run {
 public:
  // The rows from `begin` on, and before `end` unless it is empty; both empty for all. `footer` is
  // that of `file`, already parsed. Throws as `next` does.
  RowsReader(std::shared_ptr<const File> file, std::shared_ptr<parquet::FileMetaData> footer,
             std::string_view begin = {}, std::string_view end = {});

  // Throws UnsoundTally where Parquet cannot decode the file, Error where the disk fails.
  const RunBatch* next() override;

 private:
  bool read_batch();
  void open_group(int group);
  bool is_within(int group) const;
  void clip_batch();

  ParquetInput input_;
  std::string begin_;
  std::string end_;
  int groups_opened_ = 0;
  int64_t rows_left_ = 0;  // of the row group that was opened last
  std::shared_ptr<parquet::ByteArrayReader> emails_;
  std::array<std::shared_ptr<parquet::Int64Reader>, kActions> counts_;
  std::vector<parquet::ByteArray> email_values_;
  std::vector<int64_t> count_values_;
  RunBatch batch_;
};

// The first email of each row group, as the footer has it; nothing where it has none.
std::vector<std::string> first_emails(const parquet::FileMetaData& footer);

}  // namespace crudtally
