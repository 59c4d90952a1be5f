// One log in several forms, as in the middle of a rotation: X.csv and X.csv.gz.
#pragma once

#include <string>
#include <vector>

#include "logs/log_file.h"

namespace crudtally {

// Leaves one form of each log of a day in `files`, the plain one, else .zst, else .gz, sorted by
// name. `warnings` gets a line for each that it leaves out.
void choose_forms(std::vector<LogFile>& files, std::vector<std::string>& warnings);

}  // namespace crudtally
