// Messages for people, on standard error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crudtally {

// `text` with its control characters shown as \xNN: a file's name must not steer a terminal.
std::string neutralized(std::string_view text);

// "crudtally: TEXT" and "crudtally: warning: TEXT", each on a line of its own.
void say(std::string_view text);
void warn(std::string_view text);
// "crudtally: error: TEXT".
void complain(std::string_view text);

// "512 bytes", "3.4 MB", "1.2 GB".
std::string readable_bytes(uint64_t bytes);

}  // namespace crudtally
