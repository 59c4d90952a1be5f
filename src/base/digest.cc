#include "base/digest.h"

#include <charconv>

#include <fmt/format.h>

#include "base/digest_levels.h"

namespace crudtally {

namespace {

DigestUpdate fastest_update() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return update_digest_avx512;
  if (__builtin_cpu_supports("avx2")) return update_digest_avx2;
#endif
  return update_digest_portable;
}

}  // namespace

// XXH3 wants its state on a 64-byte border; a struct that holds it by value keeps the alignment.
struct DigestStream::State {
  XXH3_state_t xxh3;
};

std::string to_hex(const Digest& digest) {
  return fmt::format("{:016x}{:016x}", digest.high, digest.low);
}

std::optional<Digest> parse_digest(std::string_view hex) {
  if (hex.size() != 32) return std::nullopt;
  Digest digest;
  const char* middle = hex.data() + 16;
  const char* end = hex.data() + 32;
  const auto high = std::from_chars(hex.data(), middle, digest.high, 16);
  const auto low = std::from_chars(middle, end, digest.low, 16);
  if (high.ec != std::errc() || high.ptr != middle) return std::nullopt;
  if (low.ec != std::errc() || low.ptr != end) return std::nullopt;
  return digest;
}

Digest digest_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

DigestStream::DigestStream() : state_(std::make_unique<State>()) {
  reset();
}
DigestStream::~DigestStream() = default;
DigestStream::DigestStream(DigestStream&&) noexcept = default;
DigestStream& DigestStream::operator=(DigestStream&&) noexcept = default;

void DigestStream::update(std::string_view bytes) {
  static const DigestUpdate fastest = fastest_update();
  fastest(state_->xxh3, bytes);
}

Digest DigestStream::digest() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh3);
  return {hash.high64, hash.low64};
}

void DigestStream::reset() {
  XXH3_128bits_reset(&state_->xxh3);
}

}  // namespace crudtally
