// The kernel for every processor: eight bytes at a time in a general register.
#include "core/email_hash.h"
#include "core/kernel_includes.h"

namespace crudtally {
namespace {

constexpr uint64_t kLow7 = 0x7F7F7F7F7F7F7F7F;
constexpr uint64_t kHigh = 0x8080808080808080;

struct Lanes {
  static constexpr size_t kLanes = 8;

  static Lanes load(const char* bytes) {
    Lanes lanes;
    std::memcpy(&lanes.word, bytes, sizeof lanes.word);
    if constexpr (std::endian::native == std::endian::big) {
      lanes.word = __builtin_bswap64(lanes.word);
    }
    return lanes;
  }

  // One bit for the high bit of each byte, in order.
  static uint64_t gather(uint64_t high_bits) {
    return ((high_bits >> 7) * 0x0102040810204080) >> 56;
  }
  // The high bit of each byte that is zero; exact, unlike the shorter formula that borrows.
  static uint64_t zero_bytes(uint64_t bytes) {
    return ~(((bytes & kLow7) + kLow7) | bytes) & kHigh;
  }
  // The high bit of each byte of at least `least` (1 to 128), of the bytes below 0x80.
  static uint64_t at_least(uint64_t bytes, uint64_t least) {
    return ((bytes & kLow7) + (0x80 - least) * 0x0101010101010101) & kHigh;
  }

  uint64_t equal(char wanted) const {
    return gather(
        zero_bytes(word ^ (static_cast<unsigned char>(wanted) * uint64_t{0x0101010101010101})));
  }
  uint64_t at_most_blank() const { return gather(~at_least(word, 0x21) & ~word & kHigh); }
  uint64_t not_printable_ascii() const {
    return gather((word | ~at_least(word, 0x20) | at_least(word, 0x7F)) & kHigh);
  }

  uint64_t word;
};

bool is_within(const char* timestamp, const PlainTimestamp& plain) {
  uint64_t within = kHigh;
  for (const size_t at : {13, 16, 24}) {
    const auto load = [](const void* bytes) {
      uint64_t word;
      std::memcpy(&word, bytes, sizeof word);
      return word;
    };
    const uint64_t word = load(timestamp - 13 + at);
    // All the limits are ASCII, so that no byte borrows from the next one.
    within &= ((load(&plain.most[at]) | kHigh) - (word & kLow7)) &
              ((word | kHigh) - load(&plain.least[at])) & ~word;
  }
  return within == kHigh;
}

void hash_emails(std::span<UserEvent> events) {
  for (UserEvent& event : events) event.email_hash = hash_email(event.email, event.email_bytes);
}

#include "core/kernel_loops.inc"

}  // namespace

const Kernel kPortableKernel = {"portable", scan_rows, parse_plain_rows, parse_columns,
                                hash_emails};

}  // namespace crudtally
