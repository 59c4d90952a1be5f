#include "cli/command_line.h"

#include <string>
#include <string_view>

#include "base/interrupt.h"
#include "base/process.h"
#include "cli/command.h"

namespace crudtally {
namespace {

struct Command {
  std::string_view name;
  int (*run)(const Arguments&);
};

constexpr Command kCommands[] = {
    {"aggregate", run_aggregate},
    {"generate", run_generate},
    {"cache", run_cache},
};

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  catch_stop_signals();
  allow_many_open_files();
  Arguments arguments(argv + (argc == 0 ? 0 : 1), argv + argc);
  for (const Command& command : kCommands) {
    if (arguments.empty() || arguments[0] != command.name) continue;
    arguments.erase(arguments.begin());
    return command.run(arguments);
  }
  return run_aggregate(arguments);
}

}  // namespace crudtally
