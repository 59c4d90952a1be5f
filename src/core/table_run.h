// The run of a table: its users in the order of their emails.
#pragma once

#include <memory>

#include "core/count_table.h"
#include "core/run.h"

namespace crudtally {

// Sorts at once. `table` must stay as it is for as long as the run is used.
std::unique_ptr<Run> make_run(const CountTable& table);

}  // namespace crudtally
