// The command line: which command is meant, and what it returns.
#pragma once

namespace crudtally {

// Runs `crudtally ARGUMENTS…` and returns its exit status.
int run_command_line(int argc, const char* const* argv);

}  // namespace crudtally
