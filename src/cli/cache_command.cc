// `crudtally cache list|verify|prune DIR`: looking after the day tallies.
#include <iterator>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/help_formatter.h"
#include "cli/messages.h"
#include "job/cache_upkeep.h"
#include "tally/cache_folder.h"

namespace crudtally {
namespace {

constexpr std::string_view kDescription = R"(Looks after a folder with day tallies.
)";

constexpr std::string_view kFooter = R"(
Examples
  crudtally cache list reports/.tallies
  crudtally cache verify reports/.tallies
      Exit 1 if a single bit of a tally is not what was written.
  crudtally cache prune reports/.tallies --before 2024-01-01
      Removes left-overs of killed calls, and the tallies of days before 2024 whose
      logs still exist as they were. What has no log any more stays.
)";

struct CacheArguments {
  std::string folder;
  std::string before;
  PruneOptions prune;
};

std::string options_text(const CountOptions& options) {
  const std::string name = options_folder_name(options);
  return name.empty() ? "default" : name;
}

ExitStatus list(const CacheArguments& arguments) {
  constexpr std::string_view kRow = "{:<10}  {:>14}  {:>15}  {:>11}  {:>10}  {}\n";
  fmt::print(kRow, "date", "users", "events", "rejects", "size", "options");
  for (const CachedTally& tally : list_tallies(arguments.folder, false)) {
    if (!tally.metadata) {
      fmt::print("{:<10}  {}\n", format_date(tally.date), neutralized(tally.problem));
      continue;
    }
    fmt::print(kRow, format_date(tally.date), grouped(tally.metadata->users),
               grouped(tally.metadata->events), grouped(total(tally.metadata->rejects)),
               readable_bytes(tally.bytes), options_text(tally.options));
  }
  return ExitStatus::done;
}

ExitStatus verify(const CacheArguments& arguments) {
  const std::vector<CachedTally> tallies = list_tallies(arguments.folder, true);
  int64_t problems = 0;
  for (const CachedTally& tally : tallies) {
    if (tally.metadata) continue;
    complain(tally.problem);
    problems++;
  }
  if (!tallies.empty()) {
    const std::string problem = identity_problem(arguments.folder);
    if (!problem.empty()) {
      complain(problem);
      problems++;
    }
  }
  fmt::print("{}, {}\n", counted(std::ssize(tallies), "day"), counted(problems, "problem"));
  if (problems == 0) return ExitStatus::done;
  fmt::print("A tally that is not sound is counted again by the next call, if its log is there.\n");
  return ExitStatus::failed;
}

ExitStatus prune_cache(CacheArguments& arguments) {
  if (!arguments.before.empty()) {
    arguments.prune.before = date_argument("--before", arguments.before);
  }
  Progress progress;
  const Pruned pruned = prune(arguments.folder, arguments.prune, available_processors(), progress);
  for (const std::string& path : pruned.tallies) fmt::print("removed {}\n", neutralized(path));
  for (const auto& [path, reason] : pruned.kept) {
    fmt::print("kept {}: {}\n", neutralized(path), reason);
  }
  fmt::print("removed {} and {}, kept {}\n", counted(pruned.left_overs, "left-over"),
             counted(std::ssize(pruned.tallies), "day"), counted(std::ssize(pruned.kept), "day"));
  return ExitStatus::done;
}

}  // namespace

int run_cache(const Arguments& given) {
  CLI::App app{std::string(kDescription), "crudtally cache"};
  app.footer(std::string(kFooter));
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  CacheArguments arguments;
  const auto add = [&](const std::string& name, const std::string& description) {
    CLI::App* command = app.add_subcommand(name, description);
    command->add_option("DIR", arguments.folder, "The folder with the day tallies")->required();
    return command;
  };
  CLI::App* list_command = add("list", "Show the day tallies, a line each");
  CLI::App* verify_command = add("verify", "Check every bit of every day tally");
  CLI::App* prune_command = add("prune", "Remove left-overs, and tallies that logs can replace");
  CLI::Option* before =
      prune_command
          ->add_option("--before", arguments.before, "Tallies of earlier days whose logs exist")
          ->type_name("DATE");
  prune_command
      ->add_flag("--delete-only-copy", arguments.prune.delete_only_copy,
                 "Also those whose logs do not exist: their numbers are lost")
      ->needs(before);
  int status = 0;
  if (!parse_arguments(app, given, status)) return status;

  std::string message;
  const ExitStatus result = run_guarded(
      [&] {
        if (list_command->parsed()) return list(arguments);
        if (verify_command->parsed()) return verify(arguments);
        return prune_cache(arguments);
      },
      message);
  if (!message.empty()) complain(message);
  return static_cast<int>(result);
}

}  // namespace crudtally
