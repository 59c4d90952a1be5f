// What core/kernel_loops.inc needs, apart from the Lanes: included outside of the unnamed
// namespace.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "core/dialect.h"
#include "core/kernel_levels.h"
#include "core/reject.h"
