#include "core/kernel.h"

#include <cstring>

#include "core/kernel_levels.h"

namespace crudtally {

PlainDate::PlainDate(Date date) {
  std::memcpy(text, format_date(date).data(), sizeof text);
}

const std::vector<const Kernel*>& kernels() {
  static const std::vector<const Kernel*> available = [] {
    std::vector<const Kernel*> fastest_first;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("bmi2")) {
      fastest_first.push_back(&kAvx512Kernel);
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
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
