// The kernel for processors with AVX-512 (BW, VL): 64 bytes at a time, compared into masks.
#include "core/kernel_includes.h"

#if defined(__x86_64__)

#include <immintrin.h>

namespace crudtally {
namespace {

struct Lanes {
  static constexpr size_t kLanes = 64;

  static Lanes load(const char* bytes) { return {_mm512_loadu_si512(bytes)}; }

  uint64_t equal(char wanted) const {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(wanted));
  }
  uint64_t at_most_blank() const { return _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8(0x20)); }
  uint64_t not_printable_ascii() const {
    // As signed numbers the bytes outside ASCII are negative: one compare finds them and the
    // control characters.
    return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(0x20)) |
           _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(0x7F));
  }

  __m512i bytes;
};

bool is_within(const char* timestamp, const PlainTimestamp& plain) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(timestamp - 13));
  const auto* least = reinterpret_cast<const __m256i*>(plain.least.data());
  const auto* most = reinterpret_cast<const __m256i*>(plain.most.data());
  return (_mm256_cmplt_epu8_mask(bytes, _mm256_load_si256(least)) |
          _mm256_cmpgt_epu8_mask(bytes, _mm256_load_si256(most))) == 0;
}

#include "core/kernel_aes.inc"
#include "core/kernel_loops.inc"

}  // namespace

const Kernel kAvx512Kernel = {"avx512", scan_rows, parse_plain_rows, parse_columns, hash_emails};

}  // namespace crudtally

#endif
