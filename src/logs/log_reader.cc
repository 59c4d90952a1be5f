#include "logs/log_reader.h"

#include <utility>

#include "logs/gzip_reader.h"
#include "logs/log_source.h"
#include "logs/plain_reader.h"
#include "logs/zstd_reader.h"

namespace crudtally {

std::unique_ptr<LogReader> open_log(const LogFile& file, uint64_t offset) {
  LogSource source(file, offset);
  const bool is_compressed = file.compression != Compression::none;
  if (is_compressed && file.stat.size == 0) source.fail_incomplete();
  switch (file.compression) {
    case Compression::none:
      return std::make_unique<PlainReader>(std::move(source));
    case Compression::gzip:
      return std::make_unique<GzipReader>(std::move(source));
    case Compression::zstd:
      return std::make_unique<ZstdReader>(std::move(source));
  }
  return nullptr;
}

}  // namespace crudtally
