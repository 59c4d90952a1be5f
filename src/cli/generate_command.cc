// `crudtally generate DIR`: logs to try things with.
#include <atomic>
#include <iterator>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/help_formatter.h"
#include "cli/messages.h"
#include "generate/generate.h"

namespace crudtally {
namespace {

constexpr std::string_view kDescription =
    R"(Writes logs DIR/YYYY-MM-DD.csv for tests and benchmarks: the same options and
seed give the same text on every machine, and the files' times are the ends of
their days.
)";

constexpr std::string_view kFooter = R"(
Examples
  crudtally generate logs --start 2024-09-10 --days 7 --users 1000 --events 100000
  crudtally generate logs --start 2024-09-10 --users 5000000 --events 5000000 \
      --seed 2 --distribution uniform --compress zst --rejects 0.05
)";

struct GenerateArguments {
  std::string start;
  std::string distribution = "zipf";
  std::string compress = "none";
  TalkOptions talk;
  GenerateOptions options;
};

void describe(CLI::App& app, GenerateArguments& arguments) {
  GenerateOptions& options = arguments.options;
  options.threads = available_processors();
  app.add_option("DIR", options.folder, "The folder for the logs; made if missing")->required();
  app.add_option("--start", arguments.start, "The first day")->required()->type_name("DATE");
  app.add_option("--days", options.days, "The number of days")
      ->check(CLI::Range(1, 36600))
      ->type_name("N")
      ->capture_default_str();
  app.add_option("--users", options.users,
                 "The number of users; with --quotes some have a second email")
      ->required()
      ->type_name("N");
  app.add_option("--events", options.events, "The number of events a day")
      ->required()
      ->type_name("N");
  app.add_option("--seed", options.seed, "Another seed, other logs")
      ->type_name("S")
      ->capture_default_str();
  app.add_option("--distribution", arguments.distribution,
                 "zipf: few users have most of the events; uniform: all have as many")
      ->check(CLI::IsMember({"zipf", "uniform"}))
      ->type_name("zipf|uniform")
      ->capture_default_str();
  app.add_option("--rejects", options.reject_ratio, "The share of rows that are to be rejected")
      ->check(share_up_to(0.99))
      ->type_name("R");
  app.add_option("--quotes", options.quote_ratio, "The share of events with a quoted email")
      ->check(share_up_to(1))
      ->type_name("R");
  app.add_option("--misfiled", options.misfiled_ratio, "The share of events of a neighbouring day")
      ->check(share_up_to(1))
      ->type_name("R");
  app.add_option("--email-bytes", options.email_length,
                 "The length of all emails, 64 to 1000 [natural]")
      ->type_name("N");
  app.add_flag("--crlf", options.crlf, "End lines with CR LF");
  app.add_flag("--header", options.header, "Begin each log with a header");
  app.add_flag("--shuffled-columns", options.shuffled_columns,
               "A header with another order and more columns");
  app.add_option("--compress", arguments.compress, "Compress the logs")
      ->check(CLI::IsMember({"none", "gz", "zst"}))
      ->type_name("none|gz|zst")
      ->capture_default_str();
  app.add_flag("--overwrite", options.overwrite, "Replace logs that exist");
  app.add_option("--threads", options.threads, "The number of threads [all cores]")
      ->check(CLI::Range(1, 256))
      ->type_name("N");
  arguments.talk.add_to(app, "Options");
}

ExitStatus generate(GenerateArguments& arguments) {
  GenerateOptions& options = arguments.options;
  options.start = date_argument("--start", arguments.start);
  options.distribution = arguments.distribution == "zipf" ? GenerateOptions::Distribution::zipf
                                                          : GenerateOptions::Distribution::uniform;
  if (arguments.compress == "gz") options.compression = Compression::gzip;
  if (arguments.compress == "zst") options.compression = Compression::zstd;

  std::atomic<int64_t> events = 0;
  GenerateResult result;
  {
    const double total = static_cast<double>(options.days) * static_cast<double>(options.events);
    const ProgressBar bar(arguments.talk.show(), [&] {
      const int64_t done = events;
      return BarState{total == 0 ? 1 : static_cast<double>(done) / total,
                      grouped(done) + " events written"};
    });
    result = generate_logs(options, [&](int64_t more) { events += more; });
  }
  if (!arguments.talk.quiet) {
    say(fmt::format("{}: {}, {} ({}, {} on the disk)", options.folder,
                    counted(std::ssize(result.logs), "log"), counted(result.total.rows, "row"),
                    readable_bytes(result.total.text_bytes),
                    readable_bytes(result.total.file_bytes)));
  }
  return ExitStatus::done;
}

}  // namespace

int run_generate(const Arguments& given) {
  CLI::App app{std::string(kDescription), "crudtally generate"};
  app.footer(std::string(kFooter));
  app.formatter(std::make_shared<HelpFormatter>());
  GenerateArguments arguments;
  describe(app, arguments);
  int status = 0;
  if (!parse_arguments(app, given, status)) return status;
  std::string message;
  const ExitStatus result = run_guarded([&] { return generate(arguments); }, message);
  if (!message.empty()) complain(message);
  return static_cast<int>(result);
}

}  // namespace crudtally
