// The columns of rows: email, then a count for each action.
#pragma once

#include <memory>
#include <string>

#include <parquet/schema.h>

#include "core/counts.h"

namespace crudtally {

inline constexpr const char* kEmailColumn = "email";

// "create_count" and so on.
std::string count_column(size_t action);

std::shared_ptr<parquet::schema::GroupNode> rows_schema();

}  // namespace crudtally
