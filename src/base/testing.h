// What the tests of all rooms share: a folder of their own, and a second process.
#pragma once

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

namespace crudtally {

// A new, empty folder that is gone, with all that is in it, at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = (std::filesystem::temp_directory_path() / "crudtally-test-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) throw system_error("cannot create " + path_, errno);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  // The path of `name` in the folder.
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// A forked process that runs `body` and ends with what it returns, or with the status of the Error
// that it throws. The process is killed with this object.
class ChildProcess {
 public:
  using Ready = std::function<void()>;

  // `body` calls what it is given once the test may go on.
  explicit ChildProcess(const std::function<int(const Ready& ready)>& body) {
    int ends[2];
    if (::pipe(ends) == -1) throw system_error("cannot create a pipe", errno);
    process_ = ::fork();
    if (process_ == -1) throw system_error("cannot fork", errno);
    if (process_ == 0) {
      ::close(ends[0]);
      ::_exit(status_of(body, ends[1]));
    }
    ::close(ends[1]);
    ready_ = ends[0];
  }
  ~ChildProcess() {
    kill(SIGKILL);
    wait();
    ::close(ready_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Waits until the child is ready; false where it ends without having been.
  bool wait_until_ready() const {
    char byte;
    return ::read(ready_, &byte, 1) == 1;
  }
  void kill(int signal) const {
    if (process_ > 0) ::kill(process_, signal);
  }
  // The exit status, or, as a shell says it, 128 and the number of the signal that ended it.
  int wait() {
    if (process_ > 0) {
      int status = 0;
      ::waitpid(process_, &status, 0);
      process_ = 0;
      exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return exit_status_;
  }

 private:
  static int status_of(const std::function<int(const Ready&)>& body, int ready) {
    try {
      return body([ready] { [[maybe_unused]] const auto written = ::write(ready, "", 1); });
    } catch (const Error& error) {
      return static_cast<int>(error.status());
    }
  }

  pid_t process_ = 0;
  int ready_ = -1;
  int exit_status_ = -1;
};

}  // namespace crudtally
