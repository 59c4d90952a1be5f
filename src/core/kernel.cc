#include "core/kernel.h"

#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "core/kernel_levels.h"

namespace crudtally {

PlainTimestamp::PlainTimestamp(Date date) {
  const std::string text = format_date(date);
  constexpr size_t kBefore = 13;
  std::string lows = text + " 00:00:00";
  std::string highs = text + "T29:59:59";
  for (size_t at = 0; at < least.size(); at++) {
    least[at] = at < kBefore ? 0 : static_cast<uint8_t>(lows[at - kBefore]);
    most[at] = at < kBefore ? 0xFF : static_cast<uint8_t>(highs[at - kBefore]);
  }
}

#if defined(__x86_64__)
namespace {

// GCC 12 has no name for it in __builtin_cpu_supports.
bool has_aes() {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_AES) != 0;
}

}  // namespace
#endif

const std::vector<const Kernel*>& kernels() {
  static const std::vector<const Kernel*> available = [] {
    std::vector<const Kernel*> fastest_first;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("bmi2") && has_aes()) {
      fastest_first.push_back(&kAvx512Kernel);
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && has_aes()) {
      fastest_first.push_back(&kAvx2Kernel);
    }
#endif
    fastest_first.push_back(&kPortableKernel);
    return fastest_first;
  }();
  return available;
}

const Kernel* find_kernel(std::string_view name) {
  for (const Kernel* kernel : kernels()) {
    if (kernel->name == name) return kernel;
  }
  return nullptr;
}

}  // namespace crudtally
