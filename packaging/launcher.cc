// The `crudtally` on PATH: finds the installed package and becomes the executable inside it.
//
// The executable needs the libraries that lie beside it, so it stays in the package; where that is,
// seen from the folder of scripts, differs between a venv, --user, --target and Debian's own
// layout. A Python entry point would know, and cost 15 ms a call; this one costs under 1 ms.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr int kCannotExecute = 126;  // the shell's own words for these two
constexpr int kNotFound = 127;

constexpr const char* kExecutable = "/bin/crudtally";

// Where an installer puts the package, seen from the folder of scripts.
constexpr const char* kPackagePatterns[] = {
    "/../lib*/python3*/site-packages/crudtally",        // venv, --user, --prefix, pipx, uv, conda
    "/../lib*/python3*/dist-packages/crudtally",        // Debian's pip
    "/../local/lib*/python3*/dist-packages/crudtally",  // Debian's pip with another prefix
    "/../crudtally",                                    // --target
};

// The folder of this program, symbolic links resolved (pipx and uv put one on PATH).
std::string own_folder() {
  std::vector<char> path(4096);
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return ".";
  const std::string file(path.data(), static_cast<size_t>(length));
  return file.substr(0, file.rfind('/'));
}

// `text` as a glob pattern that matches nothing but itself.
std::string escape_for_glob(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (std::strchr("*?[]\\", c) != nullptr) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

// Of the files that match `pattern`, the one installed last (the launcher was, too); "" for none.
std::string newest_match(const std::string& pattern) {
  std::string newest;
  timespec newest_time{};
  glob_t found{};
  if (glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    for (size_t i = 0; i < found.gl_pathc; i++) {
      struct stat status {};
      if (stat(found.gl_pathv[i], &status) != 0) continue;
      const timespec time = status.st_mtim;
      const bool newer = time.tv_sec != newest_time.tv_sec ? time.tv_sec > newest_time.tv_sec
                                                           : time.tv_nsec > newest_time.tv_nsec;
      if (!newest.empty() && !newer) continue;
      newest = found.gl_pathv[i];
      newest_time = time;
    }
    globfree(&found);
  }
  return newest;
}

[[noreturn]] void fail(int status, const std::string& message) {
  std::fputs(("crudtally: " + message + "\n").c_str(), stderr);
  std::exit(status);
}

// The executable to become. Does not return where there is none.
std::string find_executable() {
  if (const char* home = std::getenv("CRUDTALLY_HOME"); home != nullptr && *home != '\0') {
    return std::string(home) + kExecutable;
  }
  const std::string folder = own_folder();
  std::string looked_in;
  for (const char* const pattern : kPackagePatterns) {
    const std::string found = newest_match(escape_for_glob(folder) + pattern + kExecutable);
    if (!found.empty()) return found;
    looked_in += "\n  " + folder + pattern;
  }
  fail(kNotFound, "its package is not where an installer puts it; looked in" + looked_in +
                      "\nInstall it again (pip install --force-reinstall crudtally), or set "
                      "CRUDTALLY_HOME to the folder crudtally/ of the package.");
}

// The libraries of the pyarrow wheel are compiled for SSE4.2, and would end with "Illegal
// instruction" where a virtual machine is set to imitate an older processor.
void check_processor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")) return;
  fail(kCannotExecute,
       "this processor has no SSE4.2 and POPCNT, which the libraries of Arrow need; a virtual "
       "machine gets them with another processor type (\"host\", or x86-64-v2)");
#endif
}

}  // namespace

int main(int, char** arguments) {
  check_processor();
  const std::string executable = find_executable();
  execv(executable.c_str(), arguments);
  const int reason = errno;
  const bool from_home = std::getenv("CRUDTALLY_HOME") != nullptr;
  fail(reason == ENOENT ? kNotFound : kCannotExecute,
       "cannot start " + executable + ": " + std::strerror(reason) +
           (from_home ? "; CRUDTALLY_HOME is to be the folder crudtally/ of the package"
                      : "; install the package again (pip install --force-reinstall crudtally)"));
}
