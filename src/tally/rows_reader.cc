#include "tally/rows_reader.h"

#include <algorithm>
#include <span>
#include <utility>

#include "tally/rows_schema.h"

namespace crudtally {
namespace {

// Reads as many values as `values` holds. A single ReadBatch stops at the end of a page.
void read_all(parquet::Int64Reader& column, std::span<int64_t> values) {
  while (!values.empty()) {
    int64_t count = 0;
    column.ReadBatch(static_cast<int64_t>(values.size()), nullptr, nullptr, values.data(), &count);
    if (count <= 0) throw parquet::ParquetException("a column ends before the others");
    values = values.subspan(static_cast<size_t>(count));
  }
}

}  // namespace

RowsReader::RowsReader(std::shared_ptr<const File> file,
                       std::shared_ptr<parquet::FileMetaData> footer)
    : input_(std::move(file), *rows_schema(), std::move(footer)),
      email_values_(RunBatch::kRows),
      count_values_(RunBatch::kRows) {}

const RunBatch* RowsReader::next() {
  return reading_parquet(input_.path(), [this] { return next_batch(); });
}

const RunBatch* RowsReader::next_batch() {
  while (rows_left_ == 0) {
    if (groups_opened_ == input_.footer()->num_row_groups()) return nullptr;
    open_group(groups_opened_++);
  }
  // The emails stay where they are, in the decoded page. That a ReadBatch never goes past the end
  // of a page, and the page lives until the next one, makes them last as long as the batch.
  int64_t rows = 0;
  emails_->ReadBatch(std::min<int64_t>(rows_left_, RunBatch::kRows), nullptr, nullptr,
                     email_values_.data(), &rows);
  if (rows <= 0) throw parquet::ParquetException("a row group ends too early");
  rows_left_ -= rows;

  const auto size = static_cast<size_t>(rows);
  batch_.emails.resize(size);
  for (size_t row = 0; row < size; row++) {
    const parquet::ByteArray& email = email_values_[row];
    batch_.emails[row] = {reinterpret_cast<const char*>(email.ptr), email.len};
  }
  batch_.counts.resize(size);
  for (size_t action = 0; action < kActions; action++) {
    read_all(*counts_[action], std::span(count_values_).first(size));
    for (size_t row = 0; row < size; row++) batch_.counts[row][action] = count_values_[row];
  }
  return &batch_;
}

void RowsReader::open_group(int group) {
  const auto row_group = input_.row_group(group);
  rows_left_ = row_group->metadata()->num_rows();
  if (rows_left_ < 0) throw parquet::ParquetException("a row group has a negative number of rows");
  emails_ = typed_column<parquet::ByteArrayType>(*row_group, 0);
  for (size_t action = 0; action < kActions; action++) {
    counts_[action] = typed_column<parquet::Int64Type>(*row_group, static_cast<int>(action) + 1);
  }
}

}  // namespace crudtally
