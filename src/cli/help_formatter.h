// How --help looks: an option with its value on one line, what it does indented below a fixed
// column, lines of at most 80 characters, defaults in square brackets.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace crudtally {

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
};

}  // namespace crudtally
