#include "tally/seal.h"

#include <array>
#include <bit>
#include <cstring>
#include <span>
#include <string_view>

#include "tally/file_digest.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

constexpr std::string_view kSealMagic = "CTSEAL01";
constexpr size_t kSealBytes = 24;

// A Parquet file is: this, the pages, the footer, its length in 32 bits (little-endian), this.
constexpr std::string_view kParquetMagic = "PAR1";
constexpr size_t kTailBytes = sizeof(uint32_t) + kParquetMagic.size();

static_assert(std::endian::native == std::endian::little, "footer lengths are read as they lie");

void append_big_endian(std::string& bytes, uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
}

// Where the seal of a file of `size` bytes begins.
uint64_t seal_offset(const File& file, uint64_t size) {
  std::array<char, kTailBytes> tail;
  if (size < kParquetMagic.size() + kSealBytes + kTailBytes ||
      file.read_at(size - kTailBytes, tail) < kTailBytes ||
      std::string_view(tail.data() + sizeof(uint32_t), kParquetMagic.size()) != kParquetMagic) {
    throw unsound(file.path(), "it is not a whole Parquet file");
  }
  uint32_t footer_bytes;
  std::memcpy(&footer_bytes, tail.data(), sizeof(footer_bytes));
  if (footer_bytes > size - kParquetMagic.size() - kSealBytes - kTailBytes) {
    throw unsound(file.path(), "its footer would be longer than the file");
  }
  return size - kTailBytes - footer_bytes - kSealBytes;
}

}  // namespace

std::string make_seal(const Digest& others) {
  std::string seal(kSealMagic);
  append_big_endian(seal, others.high);
  append_big_endian(seal, others.low);
  return seal;
}

void verify_seal(const File& file) {
  const uint64_t size = file.stat().size;
  const uint64_t offset = seal_offset(file, size);
  std::array<char, kSealBytes> bytes;
  const size_t filled = file.read_at(offset, bytes);
  const std::string_view seal(bytes.data(), filled);
  if (!seal.starts_with(kSealMagic)) throw unsound(file.path(), "it has no seal");
  DigestStream digest;
  if (!update_from_file(digest, file, 0, offset) ||
      !update_from_file(digest, file, offset + kSealBytes, size) ||
      seal != make_seal(digest.digest())) {
    throw unsound(file.path(), "its bytes are not those that were sealed");
  }
}

}  // namespace crudtally
