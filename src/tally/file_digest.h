// The digest of a file's bytes, in one pass and little memory.
#pragma once

#include <cstdint>

#include "base/digest.h"
#include "base/file.h"

namespace crudtally {

// Adds the bytes of `file` from `begin` up to `end` to `digest`; false where the file ends before.
// Throws Error where it cannot be read, and as throw_if_stopped does.
bool update_from_file(DigestStream& digest, const File& file, uint64_t begin, uint64_t end);

}  // namespace crudtally
