// The content hashes of logs that had to be asked for, each computed once a call.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "job/hash_log.h"
#include "logs/log_file.h"

namespace crudtally {

class ContentMemo {
 public:
  ContentMemo(size_t threads, Progress& progress) : threads_(threads), progress_(progress) {}

  // Any thread may ask; one is hashed after the other, each on all threads. Throws Error, and
  // LogChanged where the file is no longer what was found.
  const HashedLog& content_of(const LogFile& file);

  uint64_t bytes_read() const { return bytes_read_; }

 private:
  struct Known {
    FileStat stat;
    HashedLog hashed;
  };

  std::mutex mutex_;
  size_t threads_;
  Progress& progress_;
  std::map<std::string, Known> known_;  // by path
  uint64_t bytes_read_ = 0;
};

}  // namespace crudtally
