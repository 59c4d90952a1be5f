#include "tally/rows_reader.h"

#include <algorithm>
#include <span>
#include <utility>

#include <parquet/statistics.h>

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

// The least and the greatest email of a row group, where the footer has them.
const parquet::EncodedStatistics* email_borders(const parquet::RowGroupMetaData& group,
                                                std::shared_ptr<parquet::EncodedStatistics>& kept) {
  kept = group.ColumnChunk(0)->encoded_statistics();
  return kept != nullptr && kept->has_min && kept->has_max ? kept.get() : nullptr;
}

}  // namespace

RowsReader::RowsReader(std::shared_ptr<const File> file,
                       std::shared_ptr<parquet::FileMetaData> footer, std::string_view begin,
                       std::string_view end)
    : input_(std::move(file), *rows_schema(), std::move(footer)),
      begin_(begin),
      end_(end),
      email_values_(RunBatch::kRows),
      count_values_(RunBatch::kRows) {}

const RunBatch* RowsReader::next() {
  return reading_parquet(input_.path(), [this]() -> const RunBatch* {
    while (read_batch()) {
      clip_batch();
      if (batch_.size() != 0) return &batch_;
    }
    return nullptr;
  });
}

// Whether the row group may have rows that are asked for.
bool RowsReader::is_within(int group) const {
  if (begin_.empty() && end_.empty()) return true;
  std::shared_ptr<parquet::EncodedStatistics> kept;
  const auto* borders = email_borders(*input_.footer()->RowGroup(group), kept);
  if (borders == nullptr) return true;
  return borders->max() >= begin_ && (end_.empty() || borders->min() < end_);
}

// Takes off what lies outside. (Where the emails do not ascend, this may take off anything: the
// tally's totals will tell.)
void RowsReader::clip_batch() {
  std::vector<std::string_view>& emails = batch_.emails;
  if (!end_.empty() && emails.back() >= end_) {
    const auto end = std::ranges::lower_bound(emails, std::string_view(end_));
    batch_.counts.resize(static_cast<size_t>(end - emails.begin()));
    emails.erase(end, emails.end());
    rows_left_ = 0;
    groups_opened_ = input_.footer()->num_row_groups();
  }
  if (!emails.empty() && emails.front() < begin_) {
    const auto begin = std::ranges::lower_bound(emails, std::string_view(begin_));
    batch_.counts.erase(batch_.counts.begin(), batch_.counts.begin() + (begin - emails.begin()));
    emails.erase(emails.begin(), begin);
  }
}

bool RowsReader::read_batch() {
  while (rows_left_ == 0) {
    while (groups_opened_ < input_.footer()->num_row_groups() && !is_within(groups_opened_)) {
      groups_opened_++;
    }
    if (groups_opened_ == input_.footer()->num_row_groups()) return false;
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
  return true;
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

std::vector<std::string> first_emails(const parquet::FileMetaData& footer) {
  std::vector<std::string> emails;
  for (int group = 0; group < footer.num_row_groups(); group++) {
    std::shared_ptr<parquet::EncodedStatistics> kept;
    const auto* borders = email_borders(*footer.RowGroup(group), kept);
    if (borders != nullptr) emails.push_back(borders->min());
  }
  return emails;
}

}  // namespace crudtally
