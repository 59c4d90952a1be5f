// The kernel for processors with AVX2: 32 bytes at a time.
#include "core/kernel_includes.h"

#if defined(__x86_64__)

#include <immintrin.h>

namespace crudtally {
namespace {

struct Lanes {
  static constexpr size_t kLanes = 32;

  static Lanes load(const char* bytes) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes))};
  }
  static uint64_t mask(__m256i lanes) { return static_cast<uint32_t>(_mm256_movemask_epi8(lanes)); }

  uint64_t equal(char wanted) const {
    return mask(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(wanted)));
  }
  uint64_t at_most_blank() const {
    return mask(_mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x20)), bytes));
  }
  uint64_t not_printable_ascii() const {
    // As signed numbers the bytes outside ASCII are negative: one compare finds them and the
    // control characters.
    return mask(_mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes),
                                _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(0x7F))));
  }

  __m256i bytes;
};

bool is_within(const char* timestamp, const PlainTimestamp& plain) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(timestamp - 13));
  const auto* least = reinterpret_cast<const __m256i*>(plain.least.data());
  const auto* most = reinterpret_cast<const __m256i*>(plain.most.data());
  // A saturated difference is 0 where there is nothing too much or too little.
  const __m256i misfit = _mm256_or_si256(_mm256_subs_epu8(bytes, _mm256_load_si256(most)),
                                         _mm256_subs_epu8(_mm256_load_si256(least), bytes));
  return _mm256_testz_si256(misfit, misfit) != 0;
}

#include "core/kernel_aes.inc"
#include "core/kernel_loops.inc"

}  // namespace

const Kernel kAvx2Kernel = {"avx2", scan_rows, parse_plain_rows, parse_columns, hash_emails};

}  // namespace crudtally

#endif
