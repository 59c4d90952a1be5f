#include "generate/generate.h"

#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/parallel.h"
#include "generate/day_text.h"
#include "generate/email.h"
#include "generate/log_writer.h"

namespace crudtally {
namespace {

using std::chrono::days;

// The days before and after, to which misfiled rows belong, must have a date too.
constexpr Date kFirstDay = std::chrono::year(1) / 1 / 2;
constexpr Date kLastDay = std::chrono::year(9999) / 12 / 30;

constexpr int64_t kMostEvents = 1'000'000'000'000;
constexpr int kLongestEmail = 1000;

void require(bool holds, std::string_view message) {
  if (!holds) throw Error(std::string(message), ExitStatus::usage);
}

// Also false for what is no number.
bool is_share(double ratio) {
  return ratio >= 0 && ratio <= 1;
}

void check_options(const GenerateOptions& options) {
  require(options.days >= 1, "the number of days must be at least 1");
  require(options.start >= kFirstDay && options.start <= kLastDay &&
              (kLastDay - options.start).count() >= options.days - 1,
          fmt::format("the days must lie between {} and {}", format_date(kFirstDay),
                      format_date(kLastDay)));
  require(options.users >= 1 && static_cast<uint64_t>(options.users) <= kMostUsers,
          fmt::format("the number of users must be from 1 to {}", kMostUsers));
  require(options.events >= 0 && options.events <= kMostEvents,
          fmt::format("the number of events a day must be from 0 to {}", kMostEvents));
  require(is_share(options.reject_ratio) && options.reject_ratio < 1,
          "the share of rejects must be from 0 to below 1");
  require(is_share(options.quote_ratio), "the share of quoted emails must be from 0 to 1");
  require(is_share(options.misfiled_ratio), "the share of misfiled events must be from 0 to 1");
  require(options.email_length == 0 ||
              (options.email_length >= static_cast<int>(kLongestNaturalEmail) &&
               options.email_length <= kLongestEmail),
          fmt::format("the length of emails must be 0 or from {} to {}", kLongestNaturalEmail,
                      kLongestEmail));
}

std::string_view ending_of(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return ".csv.gz";
    case Compression::zstd:
      return ".csv.zst";
    case Compression::none:
      break;
  }
  return ".csv";
}

std::string path_of(const GenerateOptions& options, Date date) {
  return fmt::format("{}/{}{}", options.folder, format_date(date), ending_of(options.compression));
}

void refuse_to_overwrite(const GenerateOptions& options) {
  for (int day = 0; day < options.days; day++) {
    const std::string path = path_of(options, options.start + days(day));
    if (!stat_file(path)) continue;
    throw Error(path +
                " exists, and may be a real log: choose another folder, or replace it with "
                "--overwrite");
  }
}

// A real log is settled when its day is over. Generated ones say the same where that is past: their
// times do not depend on when they were generated, and a tally made a moment later need not be
// checked against its log's contents once more, as it would for a log written just now.
void settle(const std::string& path, Date date) {
  const std::chrono::sys_seconds day_end = date + days(1);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  // Few file systems keep times before 1970.
  if (day_end > now || day_end < std::chrono::sys_seconds{}) return;
  set_mtime(path, std::chrono::nanoseconds(day_end.time_since_epoch()).count());
}

GeneratedLog generate_log(const GenerateOptions& options, Date date,
                          const GenerateProgress& progress) {
  GeneratedLog generated{date, path_of(options, date), {}};
  const std::unique_ptr<LogWriter> log = create_log(generated.path, options.compression);
  generated.contents = write_day_text(options, date, *log, progress);
  generated.contents.file_bytes = log->commit();
  settle(generated.path, date);
  return generated;
}

}  // namespace

LogContents& LogContents::operator+=(const LogContents& other) {
  rows += other.rows;
  events += other.events;
  misfiled += other.misfiled;
  for (size_t reason = 0; reason < kReasons; reason++) rejects[reason] += other.rejects[reason];
  text_bytes += other.text_bytes;
  file_bytes += other.file_bytes;
  return *this;
}

GenerateResult generate_logs(const GenerateOptions& options, const GenerateProgress& progress) {
  check_options(options);
  if (!options.overwrite) refuse_to_overwrite(options);
  make_folders(options.folder);
  GenerateResult result;
  result.logs.resize(static_cast<size_t>(options.days));
  parallel_for(options.threads, result.logs.size(), [&](size_t, size_t day) {
    result.logs[day] = generate_log(options, options.start + days(static_cast<int>(day)), progress);
  });
  for (const GeneratedLog& log : result.logs) result.total += log.contents;
  return result;
}

}  // namespace crudtally
