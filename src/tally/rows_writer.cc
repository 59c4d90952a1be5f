#include "tally/rows_writer.h"

#include <array>
#include <cstring>

#include <arrow/util/key_value_metadata.h>
#include <parquet/column_writer.h>
#include <parquet/file_writer.h>

#include "tally/arrow_file.h"
#include "tally/parquet_file.h"
#include "tally/rows_schema.h"
#include "tally/seal.h"

namespace crudtally {
namespace {

std::shared_ptr<parquet::WriterProperties> rows_properties() {
  parquet::WriterProperties::Builder properties = common_writer_properties();
  properties.compression(parquet::Compression::LZ4);
  // Emails are all different, counts hardly ever.
  properties.disable_dictionary(kEmailColumn);
  properties.encoding(kEmailColumn, parquet::Encoding::PLAIN);
  properties.set_sorting_columns({{.column_idx = 0, .descending = false, .nulls_first = false}});
  return properties.build();
}

}  // namespace

struct RowsWriter::Impl {
  explicit Impl(AtomicFile& file)
      : path(file.path()),
        output(std::make_shared<ArrowOutput>(file)),
        writer(parquet::ParquetFileWriter::Open(output, rows_schema(), rows_properties())),
        email_bytes(std::make_unique_for_overwrite<char[]>(kRowGroupBytes)) {}

  void gather(std::string_view email, const Counts& row_counts) {
    char* space = email_bytes.get() + email_bytes_used;
    std::memcpy(space, email.data(), email.size());
    email_bytes_used += email.size();
    emails.emplace_back(static_cast<uint32_t>(email.size()), reinterpret_cast<uint8_t*>(space));
    for (size_t action = 0; action < kActions; action++) {
      counts[action].push_back(row_counts[action]);
    }
  }

  void write_group() {
    if (emails.empty()) return;
    const auto rows = static_cast<int64_t>(emails.size());
    parquet::RowGroupWriter* group = writer->AppendRowGroup();
    static_cast<parquet::ByteArrayWriter*>(group->NextColumn())
        ->WriteBatch(rows, nullptr, nullptr, emails.data());
    for (std::vector<int64_t>& column : counts) {
      static_cast<parquet::Int64Writer*>(group->NextColumn())
          ->WriteBatch(rows, nullptr, nullptr, column.data());
      column.clear();
    }
    group->Close();
    emails.clear();
    email_bytes_used = 0;
  }

  std::string path;
  std::shared_ptr<ArrowOutput> output;
  std::unique_ptr<parquet::ParquetFileWriter> writer;

  // The row group that is being gathered. Its emails lie in memory that never moves, and of which
  // only what is used is ever touched.
  std::unique_ptr<char[]> email_bytes;
  size_t email_bytes_used = 0;
  std::vector<parquet::ByteArray> emails;
  std::array<std::vector<int64_t>, kActions> counts;
};

RowsWriter::RowsWriter(AtomicFile& file)
    : impl_(writing_parquet(file.path(), [&] { return std::make_unique<Impl>(file); })) {}

RowsWriter::~RowsWriter() = default;

void RowsWriter::append(const RunBatch& batch) {
  writing_parquet(impl_->path, [&] {
    for (size_t row = 0; row < batch.size(); row++) {
      const std::string_view email = batch.emails[row];
      if (impl_->emails.size() == kRowGroupRows ||
          email.size() > kRowGroupBytes - impl_->email_bytes_used) {
        impl_->write_group();
      }
      impl_->gather(email, batch.counts[row]);
    }
  });
}

void RowsWriter::finish(const std::vector<std::pair<std::string, std::string>>& key_values,
                        Seal seal) {
  writing_parquet(impl_->path, [&] {
    impl_->write_group();
    const auto metadata = std::make_shared<arrow::KeyValueMetadata>();
    for (const auto& [key, value] : key_values) metadata->Append(key, value);
    impl_->writer->AddKeyValueMetadata(metadata);
    // All that Close has still to write is the footer.
    impl_->output->hold();
    impl_->writer->Close();
    const std::string footer = impl_->output->release();
    if (seal == Seal::sealed) impl_->output->write_aside(make_seal(impl_->output->digest()));
    impl_->output->write_aside(footer);
  });
}

Digest RowsWriter::digest() const {
  return impl_->output->digest();
}

}  // namespace crudtally
