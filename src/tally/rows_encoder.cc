#include <algorithm>
#include <span>
#include <string_view>

#include <arrow/io/memory.h>
#include <parquet/column_writer.h>
#include <parquet/file_writer.h>

#include "core/counts.h"
#include "tally/encoded_rows.h"
#include "tally/parquet_file.h"
#include "tally/rows_schema.h"
#include "tally/rows_writer.h"

namespace crudtally {

EncodedRows::EncodedRows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
EncodedRows::EncodedRows(EncodedRows&&) noexcept = default;
EncodedRows& EncodedRows::operator=(EncodedRows&&) noexcept = default;
EncodedRows::~EncodedRows() = default;

// What was appended is encoded as a Parquet file of its own in memory; its row groups are what is
// used of it. All columns of a row group are open at once, so that a batch is encoded while it is
// in the cache and nothing is gathered.
struct RowsEncoder::Impl {
  explicit Impl(std::string file_path) : path(std::move(file_path)) {}

  void open_file() {
    if (writer != nullptr) return;
    output = arrow::io::BufferOutputStream::Create().ValueOrDie();
    writer = parquet::ParquetFileWriter::Open(output, rows_schema(), rows_properties());
  }

  // Encodes rows that the row group has room for.
  void encode(std::span<const std::string_view> emails, std::span<const Counts> counts) {
    if (group == nullptr) {
      group = writer->AppendBufferedRowGroup();
      borders.push_back({std::string(emails.front()), {}});
    }
    const auto rows = static_cast<int64_t>(emails.size());
    email_values.clear();
    for (const std::string_view email : emails) {
      email_values.emplace_back(static_cast<uint32_t>(email.size()),
                                reinterpret_cast<const uint8_t*>(email.data()));
      group_bytes += email.size();
    }
    static_cast<parquet::ByteArrayWriter*>(group->column(0))
        ->WriteBatch(rows, nullptr, nullptr, email_values.data());
    count_values.resize(emails.size());
    for (size_t action = 0; action < kActions; action++) {
      for (size_t row = 0; row < counts.size(); row++) count_values[row] = counts[row][action];
      static_cast<parquet::Int64Writer*>(group->column(static_cast<int>(action) + 1))
          ->WriteBatch(rows, nullptr, nullptr, count_values.data());
    }
    group_rows += emails.size();
    borders.back().last = emails.back();
  }

  void close_group() {
    if (group == nullptr) return;
    group->Close();
    group = nullptr;
    group_rows = 0;
    group_bytes = 0;
  }

  std::string path;
  std::shared_ptr<arrow::io::BufferOutputStream> output;
  std::unique_ptr<parquet::ParquetFileWriter> writer;
  std::vector<EmailBorders> borders;  // of the row groups so far

  parquet::RowGroupWriter* group = nullptr;  // the one that is open
  size_t group_rows = 0;
  size_t group_bytes = 0;
  std::vector<parquet::ByteArray> email_values;
  std::vector<int64_t> count_values;
};

RowsEncoder::RowsEncoder(std::string path) : impl_(std::make_unique<Impl>(std::move(path))) {}

RowsEncoder::~RowsEncoder() = default;

void RowsEncoder::append(const RunBatch& batch) {
  writing_parquet(impl_->path, [&] {
    impl_->open_file();
    const std::span emails(batch.emails);
    const std::span counts(batch.counts);
    for (size_t row = 0; row < batch.size();) {
      // A batch has at most about a megabyte of emails, so that bytes need no closer look.
      if (impl_->group_rows == kRowGroupRows || impl_->group_bytes > kRowGroupBytes) {
        impl_->close_group();
      }
      const size_t rows = std::min(batch.size() - row, kRowGroupRows - impl_->group_rows);
      impl_->encode(emails.subspan(row, rows), counts.subspan(row, rows));
      row += rows;
    }
  });
}

EncodedRows RowsEncoder::finish() {
  return writing_parquet(impl_->path, [&] {
    auto encoded = std::make_unique<EncodedRows::Impl>();
    impl_->open_file();
    impl_->close_group();
    encoded->data_end = impl_->output->Tell().ValueOrDie();
    impl_->writer->Close();
    encoded->footer = impl_->writer->metadata();
    encoded->borders = std::exchange(impl_->borders, {});
    encoded->bytes = impl_->output->Finish().ValueOrDie();
    impl_->writer.reset();
    return EncodedRows(std::move(encoded));
  });
}

}  // namespace crudtally
