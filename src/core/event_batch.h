// Events on their way from the parser to the counter: enough of them at once that the counter can
// ask for the memory of all before it touches the first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/counts.h"

namespace crudtally {

// So many bytes may be read, though not used, past the end of any bytes handed to a kernel and past
// the begin of any email handed to the counter.
inline constexpr size_t kReadableBytes = 64;

struct EventBatch {
  static constexpr size_t kEvents = 64;

  std::array<const char*, kEvents> emails;  // each with kReadableBytes readable
  std::array<uint32_t, kEvents> email_bytes;
  std::array<Action, kEvents> actions;
  size_t size = 0;

  bool full() const { return size == kEvents; }
  void add(const char* email, size_t bytes, Action action) {
    emails[size] = email;
    email_bytes[size] = static_cast<uint32_t>(bytes);
    actions[size] = action;
    size++;
  }
};

}  // namespace crudtally
