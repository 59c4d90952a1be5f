// How much memory there is, and sizes as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crudtally {

// The smaller of the machine's memory and what the control groups of this process allow, in bytes.
uint64_t available_memory();

// The same from files as Linux has them: /proc/meminfo, /proc/self/cgroup, and the folder where
// control groups are mounted, usually /sys/fs/cgroup.
uint64_t available_memory(const std::string& meminfo, const std::string& own_cgroup,
                          const std::string& cgroup_folder);

// "256MiB", "1.5GiB", "2GB", "65536KiB", "1000000": a number and KiB, MiB, GiB, TiB (powers of
// 1,024), KB, MB, GB, TB (of 1,000) or nothing, for bytes; the case does not matter. Nothing for
// anything else.
std::optional<uint64_t> parse_size(std::string_view text);

}  // namespace crudtally
