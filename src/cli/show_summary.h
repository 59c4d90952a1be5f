// The summary of a call, for people and for programs.
#pragma once

#include <string>

#include "report/summary.h"

namespace crudtally {

// The warnings and, of a call that is done, a few closing lines, on standard error.
void show_summary(const Summary& summary);

// The summary as one line of JSON into `path`: a new file in its place, unless that is a pipe or a
// device, which gets the line. Throws Error.
void write_json(const Summary& summary, const std::string& path);

// The summary as one line of JSON on standard output; false where it cannot be written.
bool print_json(const Summary& summary);

}  // namespace crudtally
