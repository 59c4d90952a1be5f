#include "logs/gzip_reader.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include <fmt/format.h>

namespace crudtally {
namespace {

constexpr int kGzipOnly = 16;  // added to the window's bits: zlib's way to say so
constexpr Bytef kFirstByteOfMember = 0x1f;

}  // namespace

GzipReader::GzipReader(LogSource source)
    : source_(std::move(source)),
      piece_(std::make_unique_for_overwrite<char[]>(kCompressedPieceBytes)) {
  if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
}

GzipReader::~GzipReader() {
  inflateEnd(&stream_);
}

size_t GzipReader::read(std::span<char> space) {
  size_t filled = 0;
  while (filled < space.size()) {
    if (!has_input()) {
      if (in_member_ || whole_members_ == 0) source_.fail_incomplete();
      break;
    }
    if (!in_member_) begin_member();
    // zlib counts in 32 bits.
    const size_t wanted = std::min(space.size() - filled, size_t{std::numeric_limits<uInt>::max()});
    stream_.next_out = reinterpret_cast<Bytef*>(space.data() + filled);
    stream_.avail_out = static_cast<uInt>(wanted);
    inflate_some();
    filled += wanted - stream_.avail_out;
  }
  return filled;
}

bool GzipReader::has_input() {
  if (stream_.avail_in > 0) return true;
  const size_t count = source_.read({piece_.get(), kCompressedPieceBytes});
  stream_.next_in = reinterpret_cast<Bytef*>(piece_.get());
  stream_.avail_in = static_cast<uInt>(count);
  return count > 0;
}

void GzipReader::begin_member() {
  inflateReset(&stream_);
  inflateGetHeader(&stream_, &header_);
  // zlib wants more of a header before it judges: a single stray byte would pass for a member that
  // ends too early.
  if (*stream_.next_in != kFirstByteOfMember) fail_damaged();
  in_member_ = true;
}

void GzipReader::inflate_some() {
  switch (inflate(&stream_, Z_NO_FLUSH)) {
    case Z_OK:
    case Z_BUF_ERROR:  // no progress without more input: there may be some
      return;
    case Z_STREAM_END:
      in_member_ = false;
      whole_members_++;
      return;
    case Z_MEM_ERROR:
      throw std::bad_alloc();
    default:
      fail_damaged();
  }
}

void GzipReader::fail_damaged() const {
  const bool is_member = header_.done == 1;
  if (!is_member && whole_members_ == 0) {
    source_.fail("is not a gzip file", "compress it, or give it the ending of what it is");
  }
  if (!is_member) {
    source_.fail("has something after its last gzip member that is no further one",
                 "copy or compress it again");
  }
  source_.fail(fmt::format("is damaged ({})", stream_.msg == nullptr ? "zlib" : stream_.msg),
               "copy or compress it again");
}

}  // namespace crudtally
