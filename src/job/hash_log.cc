#include "job/hash_log.h"

#include <algorithm>
#include <atomic>
#include <string_view>
#include <vector>

#include "base/interrupt.h"
#include "base/pages.h"
#include "base/parallel.h"
#include "base/process.h"
#include "job/count_split.h"
#include "logs/content_hash.h"
#include "logs/log_reader.h"

namespace crudtally {

HashedLog hash_log(const LogFile& file, size_t threads, Progress& progress) {
  HashedLog hashed;
  hashed.read_at_ns = now_ns();
  const std::vector<Split> splits = splits_of(file, kHashBlockBytes);
  std::vector<std::vector<Digest>> blocks(splits.size());
  std::atomic<uint64_t> bytes_read = 0;
  parallel_for(threads, splits.size(), [&](size_t, size_t index) {
    const Split& split = splits[index];
    const std::unique_ptr<LogReader> reader = open_log(file, split.begin);
    const Pages buffer(LineBuffer::kPieceBytes);
    BlockHasher hasher;
    uint64_t offset = split.begin;
    while (offset < split.end) {
      throw_if_stopped();
      const uint64_t most = std::min<uint64_t>(buffer.bytes(), split.end - offset);
      const size_t bytes = reader->read({buffer.data(), static_cast<size_t>(most)});
      if (bytes == 0) break;
      hasher.update({buffer.data(), bytes});
      offset += bytes;
    }
    reader->check_unchanged();
    blocks[index] = hasher.finish();
    bytes_read += reader->bytes_read();
    progress.bytes_done += reader->bytes_read();
  });
  std::vector<Digest> all;
  for (const std::vector<Digest>& some : blocks) all.insert(all.end(), some.begin(), some.end());
  hashed.content = content_hash(all);
  hashed.bytes_read = bytes_read;
  return hashed;
}

}  // namespace crudtally
