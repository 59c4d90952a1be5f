#include "logs/log_source.h"

#include <fmt/format.h>

#include "base/error.h"
#include "logs/log_reader.h"

namespace crudtally {
namespace {

File open_found(const LogFile& log) {
  try {
    return File::open(log.path);
  } catch (const Error&) {
    if (!stat_file(log.path)) throw LogChanged{log.name};
    throw;
  }
}

}  // namespace

LogSource::LogSource(const LogFile& log, uint64_t offset)
    : log_(log), file_(open_found(log)), offset_(offset), position_(offset) {
  if (file_.stat() != log_.stat) throw LogChanged{log_.name};
}

size_t LogSource::read(std::span<char> space) {
  const size_t count = file_.read_at(position_, space);
  position_ += count;
  return count;
}

void LogSource::check_unchanged() const {
  if (file_.stat() != log_.stat || stat_file(log_.path) != log_.stat) throw LogChanged{log_.name};
}

void LogSource::fail(std::string_view problem, std::string_view remedy) const {
  check_unchanged();
  throw Error(fmt::format("{} {}, and part of a day is never taken for the day: {}", log_.name,
                          problem, remedy));
}

void LogSource::fail_incomplete() const {
  if (log_.stat.size == 0) {
    fail("has 0 bytes, which no compressed file has: it is incomplete",
         "copy or compress the log again, or remove the file if the day has no such log");
  }
  fail("ends too early: it is incomplete",
       "wait until it is written, or copy or compress it again");
}

}  // namespace crudtally
