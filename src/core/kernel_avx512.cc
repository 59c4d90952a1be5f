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

#include "core/kernel_loops.inc"

}  // namespace

const Kernel kAvx512Kernel = {"avx512", scan_rows, parse_plain_rows};

}  // namespace crudtally

#endif
