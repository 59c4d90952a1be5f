#include "core/parse_row.h"

#include <algorithm>
#include <optional>

#include "core/fields.h"
#include "core/timestamp.h"
#include "core/utf8.h"

namespace crudtally {
namespace {

struct RowFields {
  Field email;
  Field action;
  Field timestamp;
};

// The three fields of the row, or why it has not got them.
std::variant<RowFields, Reason> split_row(std::string_view row, const Columns& columns) {
  RowFields three;
  FieldReader reader(row);
  size_t count = 0;
  for (Field field; reader.next(field); count++) {
    if (count == columns.email) three.email = field;
    if (count == columns.action) three.action = field;
    if (count == columns.timestamp) three.timestamp = field;
  }
  if (reader.badly_quoted()) return Reason::bad_quoting;
  if (count != columns.count) return Reason::wrong_field_count;
  return three;
}

// Trims `email` and lower-cases its ASCII letters, in `unquoted` where that changes letters.
std::string_view normalized(std::string_view email, std::string& unquoted) {
  email = trim_blanks(email);
  if (std::ranges::none_of(email, [](char byte) { return byte >= 'A' && byte <= 'Z'; })) {
    return email;
  }
  const size_t begin = unquoted.size();
  // `email` may itself be a part of `unquoted`, so it is copied before the string grows under it.
  const std::string copy(email);
  for (const char byte : copy) unquoted += lower_ascii(byte);
  return std::string_view(unquoted).substr(begin);
}

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
}

std::optional<Action> parse_action(std::string_view text) {
  text = trim_blanks(text);
  for (size_t action = 0; action < kActions; action++) {
    if (std::ranges::equal(text, kActionNames[action], {}, lower_ascii)) {
      return static_cast<Action>(action);
    }
  }
  return std::nullopt;
}

}  // namespace

std::variant<Event, Reason> parse_row(std::string_view row, const Dialect& dialect,
                                      std::string& unquoted) {
  if (row.size() > kLongestRowBytes) return Reason::line_too_long;
  if (!is_valid_utf8(row)) return Reason::invalid_utf8;
  const std::variant<RowFields, Reason> split = split_row(row, dialect.columns);
  if (const Reason* reason = std::get_if<Reason>(&split)) return *reason;
  const RowFields& fields = std::get<RowFields>(split);

  std::string_view email = fields.email.value(unquoted);
  if (dialect.normalize_email) email = normalized(email, unquoted);
  if (is_blank(email)) return Reason::empty_email;
  if (std::ranges::any_of(email, is_control)) return Reason::control_character;
  if (email.size() > kLongestEmailBytes) return Reason::email_too_long;

  std::string unquoted_field;
  const std::optional<Action> action = parse_action(fields.action.value(unquoted_field));
  if (!action) return Reason::unknown_action;

  unquoted_field.clear();
  const std::optional<Timestamp> timestamp =
      parse_timestamp(trim_blanks(fields.timestamp.value(unquoted_field)));
  if (!timestamp) return Reason::bad_timestamp;

  const bool misfiled = timestamp->date != dialect.date;
  if (misfiled && dialect.reject_misfiled) return Reason::misfiled;
  return Event{email, *action, timestamp->hour, misfiled, timestamp->date};
}

}  // namespace crudtally
