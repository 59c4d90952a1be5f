#include "tally/parquet_file.h"

#include <utility>

#include "tally/arrow_file.h"

namespace crudtally {
namespace {

constexpr int64_t kBufferBytes = 256 * 1024;
// Several times what our files need: 1.2 MiB for a tally of 3.2 million users, 28 MiB for rejects
// of 1 MB that do not compress.
constexpr int64_t kMostMemoryBytes = int64_t{128} << 20;

}  // namespace

parquet::schema::NodePtr text_column(const std::string& name) {
  return parquet::schema::PrimitiveNode::Make(name, parquet::Repetition::REQUIRED,
                                              parquet::LogicalType::String(),
                                              parquet::Type::BYTE_ARRAY);
}

parquet::schema::NodePtr number_column(const std::string& name) {
  return parquet::schema::PrimitiveNode::Make(name, parquet::Repetition::REQUIRED,
                                              parquet::Type::INT64);
}

std::shared_ptr<parquet::schema::GroupNode> make_schema(
    const parquet::schema::NodeVector& columns) {
  return std::static_pointer_cast<parquet::schema::GroupNode>(
      parquet::schema::GroupNode::Make("schema", parquet::Repetition::REQUIRED, columns));
}

parquet::WriterProperties::Builder common_writer_properties() {
  parquet::WriterProperties::Builder properties;
  properties.enable_page_checksum();
  // The size of a page is looked at after so many values: one of long texts ends soon after its
  // megabyte, too. Costs nothing measurable against the usual 1,024.
  properties.write_batch_size(64);
  // Indexes serve searches; these files are read whole.
  properties.disable_write_page_index();
  properties.set_size_statistics_level(parquet::SizeStatisticsLevel::None);
  return properties;
}

ParquetInput::ParquetInput(std::shared_ptr<const File> file,
                           const parquet::schema::GroupNode& schema,
                           std::shared_ptr<parquet::FileMetaData> footer)
    : path_(file->path()),
      counted_(arrow::default_memory_pool()),
      bounded_(&counted_, kMostMemoryBytes) {
  reading_parquet(path_, [&] {
    parquet::ReaderProperties properties(&bounded_);
    properties.enable_buffered_stream();
    properties.set_buffer_size(kBufferBytes);
    properties.set_page_checksum_verification(true);
    reader_ = parquet::ParquetFileReader::Open(std::make_shared<ArrowInput>(std::move(file)),
                                               properties, std::move(footer));
    if (!reader_->metadata()->schema()->group_node()->Equals(&schema)) {
      throw unsound(path_, "its columns are not those it should have");
    }
  });
}

}  // namespace crudtally
