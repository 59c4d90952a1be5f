#include "cli/test_settings.h"

#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"

namespace crudtally {
namespace {

// Sets `size` to what the variable says, if it is set.
template <typename Size>
void read_size(const char* variable, Size& size) {
  constexpr Size kPage = 4096;
  constexpr Size kMost = Size{1} << 30;
  const char* value = std::getenv(variable);
  if (value == nullptr) return;
  const std::string_view text = value;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  if (is_number && size != 0 && size % kPage == 0 && size <= kMost) return;
  throw Error(fmt::format("{}={}: not a multiple of {} up to {}", variable, text, kPage, kMost),
              ExitStatus::usage);
}

}  // namespace

void read_test_settings(JobOptions& job) {
  if (const char* level = std::getenv("CRUDTALLY_SIMD")) {
    job.kernel = find_kernel(level);
    if (job.kernel == nullptr) {
      std::string known;
      for (const Kernel* kernel : kernels()) known += fmt::format(" {}", kernel->name);
      throw Error(fmt::format("CRUDTALLY_SIMD={}: this processor has{}", level, known),
                  ExitStatus::usage);
    }
  }
  read_size("CRUDTALLY_PIECE_BYTES", job.piece_bytes);
  read_size("CRUDTALLY_SPLIT_BYTES", job.split_bytes);
  read_size("CRUDTALLY_TABLE_BYTES", job.table_bytes);
}

}  // namespace crudtally
