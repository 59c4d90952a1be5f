// The emails of generated users.
//
// They look like real ones (names, dots, capitals, digits, tags, more and less popular domains; 24
// bytes or so), and no two users share one. Their domains are reserved for examples and tests, so
// that no row is about a real person. A user has the same email whatever the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace crudtally {

// User numbers are below this.
inline constexpr uint64_t kMostUsers = 1'000'000'000'000;

// Every natural email is shorter than this.
inline constexpr size_t kLongestNaturalEmail = 64;

// The room that write_email needs: it may write, beyond the email, into all of it.
constexpr size_t email_room(size_t length) {
  return (length > kLongestNaturalEmail ? length : kLongestNaturalEmail) + 16;
}

// Writes the email of `user` and returns its end. With a `length` of 0 the email is a natural one;
// any other, from kLongestNaturalEmail on, is reached by a long tag.
char* write_email(uint64_t user, size_t length, char* out);

std::string email_of(uint64_t user, size_t length = 0);

}  // namespace crudtally
