#include "logs/gzip_reader.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crudtally {
namespace {

// A member begins with 10 bytes: two that mark it, the method, the flags, and others that may be
// anything.
constexpr size_t kFixedHeaderBytes = 10;
constexpr std::string_view kMarkAndMethod = "\x1f\x8b\x08";
constexpr size_t kFlagsAt = 3;
constexpr uint8_t kReservedFlags = 0xE0;

// Before the piece, for what is left of the one before; a page, so that the piece begins on a
// page's border.
constexpr size_t kRoomBytes = 4096;

// ISA-L counts in 32 bits.
constexpr size_t kMostBytesAtOnce = size_t{1} << 30;

// Whether a member may begin with `start`, which is shorter than a fixed header only where the file
// ends. ISA-L would wait for a whole header before it judges, and accepts reserved flags.
bool may_begin_member(std::string_view start) {
  const size_t marks = std::min(start.size(), kMarkAndMethod.size());
  if (start.substr(0, marks) != kMarkAndMethod.substr(0, marks)) return false;
  return start.size() <= kFlagsAt || (static_cast<uint8_t>(start[kFlagsAt]) & kReservedFlags) == 0;
}

const char* damage(int result) {
  switch (result) {
    case ISAL_INCORRECT_CHECKSUM:
      return "wrong checksum or length";
    case ISAL_INVALID_LOOKBACK:
      return "invalid distance";
    case ISAL_INVALID_SYMBOL:
      return "invalid code";
    default:
      return "invalid block";
  }
}

}  // namespace

GzipReader::GzipReader(LogSource source)
    : source_(std::move(source)),
      pages_(kRoomBytes + kCompressedPieceBytes),
      state_(std::make_unique<inflate_state>()) {
  isal_inflate_init(state_.get());
  state_->crc_flag = ISAL_GZIP_NO_HDR_VER;
}

size_t GzipReader::read(std::span<char> space) {
  size_t filled = 0;
  while (filled < space.size()) {
    if (!in_member_ && !begin_member()) break;
    filled += inflate_into(space.subspan(filled));
  }
  return filled;
}

bool GzipReader::read_piece() {
  char* const piece = pages_.data() + kRoomBytes;
  char* const start = piece - state_->avail_in;
  if (state_->avail_in > 0) std::memmove(start, state_->next_in, state_->avail_in);
  const size_t count = source_.read({piece, kCompressedPieceBytes});
  state_->next_in = reinterpret_cast<uint8_t*>(start);
  state_->avail_in += static_cast<uint32_t>(count);
  return count > 0;
}

bool GzipReader::begin_member() {
  if (state_->avail_in < kFixedHeaderBytes) read_piece();
  if (state_->avail_in == 0) {
    if (whole_members_ == 0) source_.fail_incomplete();
    return false;
  }
  const size_t start_bytes = std::min(size_t{state_->avail_in}, kFixedHeaderBytes);
  if (!may_begin_member({reinterpret_cast<const char*>(state_->next_in), start_bytes})) {
    fail_no_member();
  }
  read_member_header();
  in_member_ = true;
  return true;
}

void GzipReader::read_member_header() {
  isal_inflate_reset(state_.get());
  isal_gzip_header header;
  isal_gzip_header_init(&header);
  while (const int result = isal_read_gzip_header(state_.get(), &header)) {
    if (result != ISAL_END_INPUT) fail_damaged(result);
    if (!read_piece()) source_.fail_incomplete();
  }
}

size_t GzipReader::inflate_into(std::span<char> space) {
  const bool input_left = state_->avail_in > 0 || read_piece();
  const auto wanted = static_cast<uint32_t>(std::min(space.size(), kMostBytesAtOnce));
  state_->next_out = reinterpret_cast<uint8_t*>(space.data());
  state_->avail_out = wanted;
  const int result = isal_inflate(state_.get());
  if (result != ISAL_DECOMP_OK) fail_damaged(result);
  const size_t bytes = wanted - state_->avail_out;
  if (state_->block_state == ISAL_BLOCK_FINISH) {
    in_member_ = false;
    whole_members_++;
  } else if (!input_left && bytes == 0) {
    // Only now: with its input used up, ISA-L may still have bytes that had no space before.
    source_.fail_incomplete();
  }
  return bytes;
}

void GzipReader::fail_no_member() const {
  if (whole_members_ == 0) {
    source_.fail("is not a gzip file", "compress it, or give it the ending of what it is");
  }
  source_.fail("has something after its last gzip member that is no further one",
               "copy or compress it again");
}

void GzipReader::fail_damaged(int result) const {
  source_.fail(fmt::format("is damaged ({})", damage(result)), "copy or compress it again");
}

}  // namespace crudtally
