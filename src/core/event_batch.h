// Events on their way from the parser to the counter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/counts.h"

namespace crudtally {

// So many bytes may be read, though not used, before the begin and past the end of any lines handed
// to a kernel, and past the begin of any email handed to a counter.
inline constexpr size_t kReadableBytes = 64;

// One event of a user. 16 bytes, since in a run of many users each is written once and read once on
// its way to the part of the table that its user belongs to.
struct UserEvent {
  const char* email;
  uint32_t email_hash;  // hash_email's; 0 until the counter has set it
  uint16_t email_bytes;
  Action action;
};
static_assert(sizeof(UserEvent) == 16);

struct EventBatch {
  static constexpr size_t kEvents = 64;

  std::array<UserEvent, kEvents> events;
  size_t size = 0;

  bool full() const { return size == kEvents; }
  std::span<UserEvent> filled() { return {events.data(), size}; }
};

// Where a split's events go.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // Counts the events; may set their hashes. Their emails stay where they are until `end_piece`.
  virtual void count(std::span<UserEvent> events) = 0;
  virtual void end_piece() = 0;
};

}  // namespace crudtally
