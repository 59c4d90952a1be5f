// The seal of a day tally (tally/tally_file.h): 24 bytes right before the Parquet footer that tell
// whether any other byte of the file has changed, before Parquet parses the first of them.
#pragma once

#include <string>

#include "base/digest.h"
#include "base/file.h"

namespace crudtally {

// The seal for a file whose other bytes have this digest.
std::string make_seal(const Digest& others);

// Reads `file` once, from its first to its last byte. Throws UnsoundTally where it has no seal or
// has changed since it was sealed.
void verify_seal(const File& file);

}  // namespace crudtally
