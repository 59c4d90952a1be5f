#include "tally/file_digest.h"

#include <algorithm>
#include <memory>

#include "base/interrupt.h"

namespace crudtally {
namespace {

// Small enough to stay in the caches between reading and hashing. On a page's border, as a read
// into memory a few bytes behind one can be five times slower.
struct alignas(4096) Piece {
  char bytes[256 * 1024];
};

}  // namespace

bool update_from_file(DigestStream& digest, const File& file, uint64_t begin, uint64_t end) {
  const auto piece = std::make_unique_for_overwrite<Piece>();
  while (begin < end) {
    throw_if_stopped();
    const size_t wanted = std::min<uint64_t>(end - begin, sizeof(piece->bytes));
    if (file.read_at(begin, {piece->bytes, wanted}) < wanted) return false;
    digest.update({piece->bytes, wanted});
    begin += wanted;
  }
  return true;
}

}  // namespace crudtally
