// The summary of a call, for people and for programs.
#pragma once

#include "report/summary.h"

namespace crudtally {

// The warnings and, of a call that is done, a few closing lines, on standard error.
void show_summary(const Summary& summary);

// The summary as one line of JSON on standard output; false where it cannot be written.
bool print_json(const Summary& summary);

}  // namespace crudtally
