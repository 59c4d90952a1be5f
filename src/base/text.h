// Numbers in messages for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crudtally {

// 1234567 as "1,234,567".
std::string grouped(int64_t number);

// "1 row", "1,234 rows".
std::string counted(int64_t number, std::string_view noun);

// "a, b and 2 more": the first `most` of `names`, and how many others there are.
std::string first_of(const std::vector<std::string>& names, size_t most);

}  // namespace crudtally
