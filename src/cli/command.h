// What the commands share: how arguments become values, and failures exit statuses.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/date.h"
#include "base/error.h"
#include "cli/progress_bar.h"

namespace crudtally {

// The arguments after the command's name.
using Arguments = std::vector<std::string>;

// Parses `arguments`; true where the command is to run. On false `status` is what to return: help
// was printed (0), or what is wrong with the arguments (2).
bool parse_arguments(CLI::App& app, const Arguments& arguments, int& status);

// A number from 0 to `most`, which "nan" is not.
CLI::Validator share_up_to(double most);

// Throws Error (usage) that names `what` where `text` is no date.
Date date_argument(std::string_view what, std::string_view text);

// Runs `body` and returns its status, or that of what it throws, told in `message` (empty without
// a failure).
ExitStatus run_guarded(const std::function<ExitStatus()>& body, std::string& message);

// --progress auto|always|never and --quiet, for the commands that take long.
struct TalkOptions {
  std::string progress = "auto";
  bool quiet = false;

  void add_to(CLI::App& app, const std::string& group);
  ShowProgress show() const;
};

int run_aggregate(const Arguments& arguments);
int run_generate(const Arguments& arguments);
int run_cache(const Arguments& arguments);

}  // namespace crudtally
