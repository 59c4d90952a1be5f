#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes its own header's undefined vectors for mistakes, wherever they are inlined.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "base/digest_levels.h"

#if defined(__x86_64__)

namespace crudtally {

void update_digest_avx512(XXH3_state_t& state, std::string_view bytes) {
  XXH3_128bits_update(&state, bytes.data(), bytes.size());
}

}  // namespace crudtally

#endif
