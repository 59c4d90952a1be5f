// What ends a call: what went wrong, and which exit status says so. (UnsoundTally and LogChanged,
// which the job mends or turns into an Error, never leave it; a std::logic_error is a bug of ours.)
//
// A message names the file (and the line where there is one), what is wrong, and what to do. It
// never holds a row or an email: messages travel to places where personal data must not.
#pragma once

#include <stdexcept>
#include <string>

namespace crudtally {

// The exit statuses of a call; the enumerators' values are what the process returns.
enum class ExitStatus {
  done = 0,
  failed = 1,
  usage = 2,
  too_many_rejects = 3,
  no_input = 4,
  interrupted = 130,  // SIGINT
  terminated = 143,   // SIGTERM
};

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, ExitStatus status = ExitStatus::failed)
      : std::runtime_error(message), status_(status) {}

  ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

// An Error whose message ends in the text of `error_number`: "cannot open a.csv: Permission
// denied".
Error system_error(const std::string& what, int error_number);

}  // namespace crudtally
