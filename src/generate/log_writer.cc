#include "generate/log_writer.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include "base/atomic_file.h"
#include "base/error.h"

namespace crudtally {
namespace {

constexpr size_t kCompressedChunkBytes = size_t{256} << 10;

class PlainWriter final : public LogWriter {
 public:
  explicit PlainWriter(const std::string& path) : file_(path) {}

  void write(std::string_view text) override {
    file_.write(text);
    bytes_ += text.size();
  }

  uint64_t commit() override {
    file_.commit();
    return bytes_;
  }

 private:
  AtomicFile file_;
  uint64_t bytes_ = 0;
};

class GzipWriter final : public LogWriter {
 public:
  explicit GzipWriter(const std::string& path) : plain_(path) {
    // Level 1 is nearly three times as fast as the default, for files a quarter larger. 16 + 15: a
    // gzip header, whose time stays 0, and the largest window.
    if (deflateInit2(&stream_, 1, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw Error(fmt::format("cannot write {}: no memory for gzip", path));
    }
  }
  ~GzipWriter() override { deflateEnd(&stream_); }
  GzipWriter(const GzipWriter&) = delete;
  GzipWriter& operator=(const GzipWriter&) = delete;

  void write(std::string_view text) override {
    while (!text.empty()) {
      // zlib counts a piece in 32 bits.
      const std::string_view piece = text.substr(0, size_t{1} << 30);
      text.remove_prefix(piece.size());
      // zlib's interface lacks a const; it does not write to its input.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      stream_.avail_in = static_cast<uInt>(piece.size());
      compress(Z_NO_FLUSH);
    }
  }

  uint64_t commit() override {
    compress(Z_FINISH);
    return plain_.commit();
  }

 private:
  void compress(int flush) {
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(chunk_.data());
      stream_.avail_out = static_cast<uInt>(chunk_.size());
      // Fails only where the stream's own state is broken, which deflateInit2 has ruled out.
      deflate(&stream_, flush);
      plain_.write({chunk_.data(), chunk_.size() - stream_.avail_out});
    } while (stream_.avail_out == 0);
  }

  PlainWriter plain_;
  z_stream stream_{};
  std::vector<char> chunk_ = std::vector<char>(kCompressedChunkBytes);
};

class ZstdWriter final : public LogWriter {
 public:
  explicit ZstdWriter(const std::string& path) : path_(path), plain_(path) {
    if (!context_) throw Error(fmt::format("cannot write {}: no memory for zstd", path));
    check(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1));
  }

  void write(std::string_view text) override { compress(text, ZSTD_e_continue); }

  uint64_t commit() override {
    compress({}, ZSTD_e_end);
    return plain_.commit();
  }

 private:
  struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };

  void check(size_t result) const {
    if (ZSTD_isError(result)) {
      throw Error(fmt::format("cannot write {}: zstd: {}", path_, ZSTD_getErrorName(result)));
    }
  }

  void compress(std::string_view text, ZSTD_EndDirective directive) {
    ZSTD_inBuffer input{text.data(), text.size(), 0};
    while (true) {
      ZSTD_outBuffer output{chunk_.data(), chunk_.size(), 0};
      const size_t left = ZSTD_compressStream2(context_.get(), &output, &input, directive);
      check(left);
      plain_.write({chunk_.data(), output.pos});
      if (directive == ZSTD_e_end ? left == 0 : input.pos == input.size) break;
    }
  }

  std::string path_;
  PlainWriter plain_;
  std::unique_ptr<ZSTD_CCtx, FreeContext> context_{ZSTD_createCCtx()};
  std::vector<char> chunk_ = std::vector<char>(kCompressedChunkBytes);
};

}  // namespace

std::unique_ptr<LogWriter> create_log(const std::string& path, Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipWriter>(path);
    case Compression::zstd:
      return std::make_unique<ZstdWriter>(path);
    case Compression::none:
      break;
  }
  return std::make_unique<PlainWriter>(path);
}

}  // namespace crudtally
