#include "tally/rows_schema.h"

#include "tally/parquet_file.h"

namespace crudtally {

std::string count_column(size_t action) {
  return std::string(kActionNames[action]) + "_count";
}

std::shared_ptr<parquet::schema::GroupNode> rows_schema() {
  parquet::schema::NodeVector columns = {text_column(kEmailColumn)};
  for (size_t action = 0; action < kActions; action++) {
    columns.push_back(number_column(count_column(action)));
  }
  return make_schema(columns);
}

}  // namespace crudtally
