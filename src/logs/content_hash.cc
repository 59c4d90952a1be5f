#include "logs/content_hash.h"

#include <algorithm>
#include <string>
#include <utility>

namespace crudtally {
namespace {

void append_big_endian(std::string& bytes, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
}

}  // namespace

Digest content_hash(const std::vector<Digest>& blocks) {
  std::string bytes;
  bytes.reserve(blocks.size() * 16);
  for (const Digest& block : blocks) {
    append_big_endian(bytes, block.high);
    append_big_endian(bytes, block.low);
  }
  return digest_of(bytes);
}

void BlockHasher::update(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t space = static_cast<size_t>(kHashBlockBytes - bytes_in_block_);
    const std::string_view piece = bytes.substr(0, std::min(bytes.size(), space));
    stream_.update(piece);
    bytes.remove_prefix(piece.size());
    bytes_in_block_ += piece.size();
    if (bytes_in_block_ == kHashBlockBytes) {
      blocks_.push_back(stream_.digest());
      stream_.reset();
      bytes_in_block_ = 0;
    }
  }
}

std::vector<Digest> BlockHasher::finish() {
  if (bytes_in_block_ > 0) {
    blocks_.push_back(stream_.digest());
    stream_.reset();
    bytes_in_block_ = 0;
  }
  return std::exchange(blocks_, {});
}

}  // namespace crudtally
