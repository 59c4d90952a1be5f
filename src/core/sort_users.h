// The order of users by the bytes of their emails.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/count_table.h"
#include "core/email_prefix.h"

namespace crudtally {

struct UserKey {
  EmailPrefix prefix;
  CountTable::User user;
  uint32_t table;  // its number
};

// Sorts `keys`, users of `tables`, by email. An MSD radix sort on the prefix: 3.2 million emails in
// 0.27 s on one core, where std::sort with a prefix of 8 bytes took 0.87 s.
void sort_users(const std::vector<CountTable*>& tables, std::span<UserKey> keys);

}  // namespace crudtally
