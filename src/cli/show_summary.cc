#include "cli/show_summary.h"

#include <cstdio>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "base/atomic_file.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/messages.h"

namespace crudtally {
namespace {

std::string rejects_by_reason(const RejectCounts& rejects) {
  std::string text;
  for (size_t reason = 0; reason < kReasons; reason++) {
    if (rejects[reason] == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? ": " : ", ", kReasonNames[reason],
                        grouped(rejects[reason]));
  }
  return text;
}

void say_totals(const Summary& summary) {
  size_t from_logs = 0;
  size_t from_cache = 0;
  for (const DaySummary& day : summary.days) {
    from_logs += day.source == DaySource::log ? 1 : 0;
    from_cache += day.source == DaySource::cache ? 1 : 0;
  }
  say(summary.report);
  say(fmt::format("{}, {} in {}: {} counted from logs, {} from the cache",
                  counted(summary.users, "user"), counted(summary.events, "event"),
                  counted(std::ssize(summary.days), "day"), from_logs, from_cache));
  const int64_t rejects = total(summary.rejects);
  if (rejects != 0 || summary.misfiled != 0) {
    say(fmt::format("{} rejected{}; {} misfiled", counted(rejects, "row"),
                    rejects_by_reason(summary.rejects), counted(summary.misfiled, "event")));
  }
}

void say_costs(const Summary& summary) {
  const Seconds& seconds = summary.seconds;
  say(fmt::format(
      "{:.2f} s (find {:.2f}, count {:.2f}, merge {:.2f}, write {:.2f}), {} of logs and "
      "{} of tallies read, peak memory {}",
      seconds.find + seconds.count + seconds.merge + seconds.write, seconds.find, seconds.count,
      seconds.merge, seconds.write, readable_bytes(summary.bytes_read),
      readable_bytes(summary.cache_bytes_read), readable_bytes(summary.peak_memory_bytes)));
}

}  // namespace

void show_summary(const Summary& summary) {
  for (const std::string& warning : summary.warnings) warn(warning);
  if (summary.exit_status != ExitStatus::done) return;
  say_totals(summary);
  say_costs(summary);
}

void write_json(const Summary& summary, const std::string& path) {
  const std::string line = to_json(summary) + "\n";
  if (is_pipe_or_device(path)) {
    File::create(path, File::Create::open_existing, 0666).write(line);
  } else {
    write_file_atomically(path, line);
  }
}

bool print_json(const Summary& summary) {
  const std::string line = to_json(summary) + "\n";
  const bool written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size();
  return std::fflush(stdout) == 0 && written;
}

}  // namespace crudtally
