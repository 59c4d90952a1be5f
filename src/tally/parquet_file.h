// Parquet as this engine reads and writes it: in bounded memory, with page checksums, by the
// low-level interface (going through Arrow arrays reads at half the speed), and with one kind of
// failure a direction.
#pragma once

#include <exception>
#include <memory>
#include <string>

#include <arrow/memory_pool.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include "base/error.h"
#include "base/file.h"
#include "tally/unsound_tally.h"

namespace crudtally {

// A row group has at most so many rows, and so many bytes of text unless a single row has more.
inline constexpr size_t kRowGroupRows = 131'072;
inline constexpr size_t kRowGroupBytes = size_t{16} << 20;

// Required columns, as all of ours are.
parquet::schema::NodePtr text_column(const std::string& name);
parquet::schema::NodePtr number_column(const std::string& name);
std::shared_ptr<parquet::schema::GroupNode> make_schema(const parquet::schema::NodeVector& columns);

// What all files have in common; each adds the encodings of its columns.
parquet::WriterProperties::Builder common_writer_properties();

// A Parquet file that is being read, with buffers of 256 KiB a column, by readers that verify page
// checksums. Sizes in a file may be anything, so what they all together may take is bounded. They
// must be gone before this is.
class ParquetInput {
 public:
  // `footer` saves parsing it again. Throws UnsoundTally where the file is not Parquet or has
  // another schema.
  ParquetInput(std::shared_ptr<const File> file, const parquet::schema::GroupNode& schema,
               std::shared_ptr<parquet::FileMetaData> footer = nullptr);

  const std::string& path() const { return path_; }
  std::shared_ptr<parquet::FileMetaData> footer() const { return reader_->metadata(); }
  std::shared_ptr<parquet::RowGroupReader> row_group(int group) const {
    return reader_->RowGroup(group);
  }

 private:
  std::string path_;
  arrow::ProxyMemoryPool counted_;
  arrow::CappedMemoryPool bounded_;
  std::unique_ptr<parquet::ParquetFileReader> reader_;
};

// The reader of a column whose type the schema has settled.
template <typename Type>
std::shared_ptr<parquet::TypedColumnReader<Type>> typed_column(parquet::RowGroupReader& group,
                                                               int column) {
  return std::static_pointer_cast<parquet::TypedColumnReader<Type>>(group.Column(column));
}

// Calls `read`, which reads `path` by Parquet. Whatever goes wrong in there, absurd sizes that no
// memory suffices for included, means that the file is not sound; an Error (the disk, a signal)
// stays one.
template <typename Read>
auto reading_parquet(const std::string& path, const Read& read) {
  try {
    return read();
  } catch (const Error&) {
    throw;
  } catch (const UnsoundTally&) {
    throw;
  } catch (const std::exception& failure) {
    throw unsound(path, failure.what());
  }
}

// Calls `write`, which writes `path` by Parquet. Whatever goes wrong in there is an Error.
template <typename Write>
auto writing_parquet(const std::string& path, const Write& write) {
  try {
    return write();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& failure) {
    throw Error("cannot write " + path + ": " + failure.what());
  }
}

}  // namespace crudtally
