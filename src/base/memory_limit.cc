#include "base/memory_limit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <utility>

namespace crudtally {
namespace {

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();

// The number in the first line of a file; no limit where there is no such file, or no number, as in
// "max".
uint64_t limit_in(const std::string& path) {
  std::ifstream file(path);
  uint64_t limit = 0;
  return file >> limit ? limit : kNoLimit;
}

uint64_t machine_memory(const std::string& meminfo) {
  constexpr std::string_view kTotal = "MemTotal:";
  std::ifstream file(meminfo);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kTotal)) return std::stoull(line.substr(kTotal.size())) * 1024;
  }
  return kNoLimit;
}

// The least limit of a group and all groups around it.
uint64_t limit_of_groups(const std::string& folder, std::string group, const char* file) {
  uint64_t limit = limit_in(folder + "/" + file);
  while (group.size() > 1) {
    limit = std::min(limit, limit_in(folder + group + "/" + file));
    group.resize(group.rfind('/'));
  }
  return limit;
}

}  // namespace

uint64_t available_memory(const std::string& meminfo, const std::string& own_cgroup,
                          const std::string& cgroup_folder) {
  uint64_t memory = machine_memory(meminfo);
  // Lines are "0::/GROUP" for version 2 and "N:memory:/GROUP" for version 1. In a container the
  // group may be named as the host sees it, and lies at the top of the folder.
  std::ifstream groups(own_cgroup);
  for (std::string line; std::getline(groups, line);) {
    const size_t path = line.find(":/");
    if (path == std::string::npos) continue;
    const std::string group = line.substr(path + 1);
    if (line.starts_with("0::")) {
      memory = std::min(memory, limit_of_groups(cgroup_folder, group, "memory.max"));
    } else if (line.find(":memory:") != std::string::npos) {
      memory = std::min(memory,
                        limit_of_groups(cgroup_folder + "/memory", group, "memory.limit_in_bytes"));
    }
  }
  return memory;
}

uint64_t available_memory() {
  return available_memory("/proc/meminfo", "/proc/self/cgroup", "/sys/fs/cgroup");
}

std::optional<uint64_t> parse_size(std::string_view text) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (parsed.ec != std::errc() || !(number >= 0)) return std::nullopt;
  std::string unit(parsed.ptr, end);
  std::ranges::transform(unit, unit.begin(), [](unsigned char byte) {
    return static_cast<char>(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
  });
  constexpr std::array<std::pair<std::string_view, double>, 10> kUnits = {{{"", 1},
                                                                           {"B", 1},
                                                                           {"KIB", 0x1p10},
                                                                           {"MIB", 0x1p20},
                                                                           {"GIB", 0x1p30},
                                                                           {"TIB", 0x1p40},
                                                                           {"KB", 1e3},
                                                                           {"MB", 1e6},
                                                                           {"GB", 1e9},
                                                                           {"TB", 1e12}}};
  const auto* const found = std::ranges::find(kUnits, std::string_view(unit),
                                              &std::pair<std::string_view, double>::first);
  if (found == kUnits.end() || number * found->second >= 0x1p63) return std::nullopt;
  return static_cast<uint64_t>(number * found->second);
}

}  // namespace crudtally
