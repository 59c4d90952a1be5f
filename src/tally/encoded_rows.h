// What passes between the encoder and the writer of rows; for these two alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <arrow/buffer.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include "tally/rows_writer.h"

namespace crudtally {

// The first and the last email of a row group.
struct EmailBorders {
  std::string first;
  std::string last;
};

struct EncodedRows::Impl {
  std::shared_ptr<arrow::Buffer> bytes;  // a Parquet file
  int64_t data_end = 0;                  // of its row groups, which begin behind the magic number
  std::shared_ptr<parquet::FileMetaData> footer;
  std::vector<EmailBorders> borders;  // of each row group
};

std::shared_ptr<parquet::WriterProperties> rows_properties();

}  // namespace crudtally
