// What the tests of this room share: logs in a temporary folder, and compressed bytes.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/file.h"
#include "logs/log_file.h"
#include "logs/log_names.h"
#include "logs/log_reader.h"

namespace crudtally {

// `bytes` as the file `path`; its folders are created.
inline void put_file(const std::string& path, std::string_view bytes) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// The file in `folder`, as find_logs would have found it.
inline LogFile found_log(const std::string& folder, const std::string& name) {
  const Compression compression = log_compression(name).value();
  const std::string path = folder + "/" + name;
  return {path, name, std::string(log_stem(name, compression)), compression,
          stat_file(path).value()};
}

// All bytes of `log`, read into spaces of this size.
inline std::string read_whole(const LogFile& log, size_t space_bytes = size_t{1} << 20) {
  const std::unique_ptr<LogReader> reader = open_log(log);
  std::string bytes;
  std::string space(space_bytes, '\0');
  while (const size_t count = reader->read(space)) bytes.append(space, 0, count);
  return bytes;
}

// Bytes that do not repeat soon, and yet can be compressed; the same for the same size.
inline std::string sample_bytes(size_t size) {
  std::string bytes;
  for (uint64_t number = 1; bytes.size() < size; number++) {
    bytes += "user" + std::to_string(number * number * 2654435761U % 1000003) + "@example.org\n";
  }
  bytes.resize(size);
  return bytes;
}

inline constexpr int kGzipNotZlib = 16;  // added to the window's bits: zlib's way to say so

inline std::string gzip_member(std::string_view bytes, int level = 6,
                               int strategy = Z_DEFAULT_STRATEGY) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + kGzipNotZlib, 8, strategy) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string member(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(member.data());
  stream.avail_out = static_cast<uInt>(member.size());
  const int result = deflate(&stream, Z_FINISH);
  member.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("deflate");
  return member;
}

inline std::string zstd_frame(std::string_view bytes, bool with_checksum = true) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, with_checksum ? 1 : 0);
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size =
      ZSTD_compress2(context, frame.data(), frame.size(), bytes.data(), bytes.size());
  ZSTD_freeCCtx(context);
  if (ZSTD_isError(size)) throw std::runtime_error(ZSTD_getErrorName(size));
  frame.resize(size);
  return frame;
}

// While it exists, a test that root runs may not read everything either.
class AsNobody {
 public:
  AsNobody() {
    if (user_ == 0) is_nobody_ = ::seteuid(65534) == 0;
  }
  ~AsNobody() {
    if (is_nobody_) [[maybe_unused]]
      const int result = ::seteuid(user_);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  uid_t user_ = ::geteuid();
  bool is_nobody_ = false;
};

}  // namespace crudtally
