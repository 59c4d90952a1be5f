// CSV as crudtally writes it: commas, LF, and quotes around a field that holds a comma, a quote, CR
// or LF, with its quotes doubled.
#pragma once

#include <string>
#include <string_view>

namespace crudtally {

void append_csv_field(std::string& csv, std::string_view field);

}  // namespace crudtally
