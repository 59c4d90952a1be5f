#include "cli/help_formatter.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace crudtally {
namespace {

constexpr size_t kColumn = 28;
constexpr size_t kWidth = 80;

// `text` in lines that begin at kColumn and end before kWidth, after a first line `head`.
std::string in_columns(std::string head, std::string_view text) {
  std::string lines = std::move(head);
  size_t column = lines.size();
  const auto start_line = [&] {
    lines += "\n" + std::string(kColumn, ' ');
    column = kColumn;
  };
  if (column + 1 > kColumn) {
    start_line();
  } else {
    lines += std::string(kColumn - column, ' ');
    column = kColumn;
  }
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (column != kColumn && column + 1 + word.size() > kWidth) start_line();
    if (column != kColumn) {
      lines += ' ';
      column++;
    }
    lines += word;
    column += word.size();
  }
  return lines + "\n";
}

}  // namespace

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string head =
      "  " + (is_positional ? option->get_name(true) : option->get_name(false, true));
  if (!is_positional && option->get_type_size() != 0) {
    // What may stand there is said in the description; CLI11 adds it to the type, behind a colon.
    const std::string type = option->get_type_name();
    head += " " + type.substr(0, type.find(':'));
  }
  std::string text = option->get_description();
  if (!option->get_default_str().empty()) text += " [" + option->get_default_str() + "]";
  return in_columns(std::move(head), text);
}

}  // namespace crudtally
