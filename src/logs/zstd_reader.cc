#include "logs/zstd_reader.h"

#include <new>
#include <utility>

#include <fmt/format.h>
#include <zstd_errors.h>

namespace crudtally {
namespace {

// `zstd --ultra -22` and `--long` go so far; a reader needs as much memory as the window has bytes.
constexpr int kMostWindowBits = 27;

}  // namespace

ZstdReader::ZstdReader(LogSource source)
    : source_(std::move(source)), piece_(kCompressedPieceBytes), context_(ZSTD_createDCtx()) {
  if (!context_) throw std::bad_alloc();
  ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kMostWindowBits);
}

size_t ZstdReader::read(std::span<char> space) {
  ZSTD_outBuffer output{space.data(), space.size(), 0};
  while (output.pos < output.size) {
    const bool input_left = has_input();
    if (!in_frame_) {
      if (!input_left && whole_frames_ == 0) source_.fail_incomplete();
      if (!input_left) break;
      in_frame_ = true;
    }
    const size_t filled_before = output.pos;
    const size_t result = ZSTD_decompressStream(context_.get(), &output, &input_);
    if (ZSTD_isError(result)) fail_damaged(result);
    if (result == 0) {
      in_frame_ = false;
      whole_frames_++;
    } else if (!input_left && output.pos == filled_before) {
      // Only now: with its input used up, zstd may still have bytes that had no space before.
      source_.fail_incomplete();
    }
  }
  return output.pos;
}

bool ZstdReader::has_input() {
  if (input_.pos < input_.size) return true;
  input_ = {piece_.data(), source_.read({piece_.data(), kCompressedPieceBytes}), 0};
  return input_.size > 0;
}

void ZstdReader::fail_damaged(size_t result) const {
  switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_memory_allocation:
      throw std::bad_alloc();
    case ZSTD_error_prefix_unknown:
      fail_no_frame();
    case ZSTD_error_frameParameter_windowTooLarge:
      source_.fail("needs more than 128 MiB of memory to be decompressed",
                   "compress it again without --long, or with --long=27 at most");
    default:
      source_.fail(fmt::format("is damaged ({})", ZSTD_getErrorName(result)),
                   "copy or compress it again");
  }
}

void ZstdReader::fail_no_frame() const {
  if (whole_frames_ == 0) {
    source_.fail("is not a zstd file", "compress it, or give it the ending of what it is");
  }
  source_.fail("has something after its last zstd frame that is no further one",
               "copy or compress it again");
}

}  // namespace crudtally
