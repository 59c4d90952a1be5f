#include "base/digest_levels.h"

#if defined(__x86_64__)

namespace crudtally {

void update_digest_avx2(XXH3_state_t& state, std::string_view bytes) {
  XXH3_128bits_update(&state, bytes.data(), bytes.size());
}

}  // namespace crudtally

#endif
