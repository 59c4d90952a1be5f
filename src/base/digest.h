// 128-bit digests that notice accidents (flipped bits, swapped files), not forgers: XXH3-128.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crudtally {

struct Digest {
  uint64_t high = 0;
  uint64_t low = 0;

  friend bool operator==(const Digest&, const Digest&) = default;
};

// 32 lower-case hexadecimal digits, high half first, as `xxhsum -H2` prints it.
std::string to_hex(const Digest& digest);
std::optional<Digest> parse_digest(std::string_view hex);

Digest digest_of(std::string_view bytes);

// The digest of bytes that arrive in pieces.
class DigestStream {
 public:
  DigestStream();
  ~DigestStream();
  DigestStream(DigestStream&&) noexcept;
  DigestStream& operator=(DigestStream&&) noexcept;

  void update(std::string_view bytes);
  // The digest of all bytes since construction or the last `reset`.
  Digest digest() const;
  void reset();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace crudtally
