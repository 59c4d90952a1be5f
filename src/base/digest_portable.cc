#include "base/digest_levels.h"

namespace crudtally {

void update_digest_portable(XXH3_state_t& state, std::string_view bytes) {
  XXH3_128bits_update(&state, bytes.data(), bytes.size());
}

}  // namespace crudtally
