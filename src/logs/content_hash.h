// The content hash of a log: XXH3-128 over the XXH3-128s of the 8 MiB blocks of its decompressed
// bytes (each as 16 bytes, big-endian, high half first), so that it can be computed by blocks, in
// parallel, and is the same before and after compression.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/digest.h"

namespace crudtally {

inline constexpr uint64_t kHashBlockBytes = uint64_t{8} << 20;

// The hash of a file whose blocks, in order, have these digests; a file of no bytes has no blocks.
Digest content_hash(const std::vector<Digest>& blocks);

// The digests of the blocks of bytes that arrive in order, in pieces of any size, beginning at a
// block's border.
class BlockHasher {
 public:
  void update(std::string_view bytes);
  // The digests of all blocks, the last and shorter one too. The hasher is then empty.
  std::vector<Digest> finish();

 private:
  DigestStream stream_;
  uint64_t bytes_in_block_ = 0;
  std::vector<Digest> blocks_;
};

}  // namespace crudtally
