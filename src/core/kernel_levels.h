// The kernels that are compiled in; whether the processor can run them is kernel.cc's question.
#pragma once

#include "core/kernel.h"

namespace crudtally {

extern const Kernel kPortableKernel;
#if defined(__x86_64__)
extern const Kernel kAvx2Kernel;
extern const Kernel kAvx512Kernel;
#endif

}  // namespace crudtally
