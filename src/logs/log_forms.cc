#include "logs/log_forms.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace crudtally {
namespace {

// Which of two forms of a log is read: the plain one is there first and is removed last.
int preference(const LogFile& file) {
  switch (file.compression) {
    case Compression::none:
      return 0;
    case Compression::zstd:
      return 1;
    case Compression::gzip:
      return 2;
  }
  return 3;
}

}  // namespace

void choose_forms(std::vector<LogFile>& files, std::vector<std::string>& warnings) {
  std::ranges::sort(files, {}, [](const LogFile& file) {
    return std::tuple(std::string_view(file.stem), preference(file));
  });
  std::vector<LogFile> chosen;
  for (LogFile& file : files) {
    if (chosen.empty() || chosen.back().stem != file.stem) {
      chosen.push_back(std::move(file));
    } else {
      warnings.push_back(fmt::format("{0} and {1} are two forms of one log: {0} is read",
                                     chosen.back().name, file.name));
    }
  }
  std::ranges::sort(chosen, {}, &LogFile::name);
  files = std::move(chosen);
}

}  // namespace crudtally
