#include "cli/command.h"

#include <charconv>
#include <new>

#include <fmt/format.h>

#include "cli/messages.h"

namespace crudtally {

bool parse_arguments(CLI::App& app, const Arguments& arguments, int& status) {
  try {
    // CLI11 takes them from the back.
    app.parse(Arguments(arguments.rbegin(), arguments.rend()));
    return true;
  } catch (const CLI::Success& success) {
    status = app.exit(success);
  } catch (const CLI::ParseError& error) {
    complain(std::string(error.what()) + ". See " + app.get_name() + " --help");
    status = static_cast<int>(ExitStatus::usage);
  }
  return false;
}

CLI::Validator share_up_to(double most) {
  const auto problem = [most](const std::string& text) -> std::string {
    double share = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), share);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    if (is_number && share >= 0 && share <= most) return {};
    return fmt::format("\"{}\" is not a number from 0 to {}", text, most);
  };
  return {problem, "SHARE"};
}

Date date_argument(std::string_view what, std::string_view text) {
  const std::optional<Date> date = parse_date(text);
  if (date) return *date;
  throw Error(
      fmt::format("{}: \"{}\" is not a date that exists; write it as YYYY-MM-DD", what, text),
      ExitStatus::usage);
}

ExitStatus run_guarded(const std::function<ExitStatus()>& body, std::string& message) {
  try {
    return body();
  } catch (const Error& error) {
    message = error.what();
    return error.status();
  } catch (const std::bad_alloc&) {
    message = "out of memory: call with fewer --threads, or on a machine with more";
  } catch (const std::exception& error) {
    message =
        fmt::format("internal error: {}. Nothing was published; please report it", error.what());
  }
  return ExitStatus::failed;
}

void TalkOptions::add_to(CLI::App& app, const std::string& group) {
  app.add_flag("-q,--quiet", quiet, "Print nothing but errors")->group(group);
  app.add_option("--progress", progress, "Show a progress bar: auto (on a terminal), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN")
      ->capture_default_str()
      ->group(group);
}

ShowProgress TalkOptions::show() const {
  if (quiet || progress == "never") return ShowProgress::never;
  return progress == "always" ? ShowProgress::always : ShowProgress::when_terminal;
}

}  // namespace crudtally
