#include "job/content_memo.h"

namespace crudtally {

const HashedLog& ContentMemo::content_of(const LogFile& file) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(file.path);
  if (known != known_.end() && known->second.stat == file.stat) return known->second.hashed;
  progress_.bytes_total += file.stat.size;
  const HashedLog hashed = hash_log(file, threads_, progress_);
  bytes_read_ += hashed.bytes_read;
  return known_.insert_or_assign(file.path, Known{file.stat, hashed}).first->second.hashed;
}

}  // namespace crudtally
