// The version of the engine, as `--version` and every summary say it.
#pragma once

#include <string_view>

namespace crudtally {

inline constexpr std::string_view kVersion = CRUDTALLY_VERSION;

}  // namespace crudtally
