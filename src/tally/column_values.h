// The values of a Parquet column one by one.
#pragma once

#include <memory>
#include <vector>

#include "tally/parquet_file.h"

namespace crudtally {

template <typename Type>
class ColumnValues {
 public:
  using Value = typename Type::c_type;

  ColumnValues(parquet::RowGroupReader& group, int column)
      : column_(typed_column<Type>(group, column)), values_(kValues) {}

  // The next value; what it points to stays until the next call. Throws ParquetException where
  // there is none, and where the column cannot be decoded.
  const Value& next() {
    if (next_ == count_) refill();
    return values_[static_cast<size_t>(next_++)];
  }

 private:
  static constexpr size_t kValues = 1024;

  // A ReadBatch never goes past the end of a page, so that all that it reads lives until the next.
  void refill() {
    next_ = 0;
    count_ = 0;
    column_->ReadBatch(kValues, nullptr, nullptr, values_.data(), &count_);
    if (count_ <= 0) throw parquet::ParquetException("a column ends before the others");
  }

  std::shared_ptr<parquet::TypedColumnReader<Type>> column_;
  std::vector<Value> values_;
  int64_t next_ = 0;
  int64_t count_ = 0;
};

}  // namespace crudtally
