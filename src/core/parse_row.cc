#include "core/parse_row.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "core/byte_words.h"
#include "core/fields.h"
#include "core/timestamp.h"
#include "core/utf8.h"

namespace crudtally {
namespace {

struct RowFields {
  std::string_view email;
  std::string_view action;
  std::string_view timestamp;
};

// The three fields of the row, or why it has not got them. `unquoted` has room for the row.
std::optional<Reason> split_row(std::string_view row, const Columns& columns, char* unquoted,
                                RowFields& three) {
  FieldReader reader(row, unquoted);
  std::string_view ignored;
  size_t count = 0;
  // Read to where they stay: a copy right behind two stores of half its size waits for both.
  const auto place = [&]() -> std::string_view& {
    if (count == columns.email) return three.email;
    if (count == columns.action) return three.action;
    if (count == columns.timestamp) return three.timestamp;
    return ignored;
  };
  while (reader.next(place())) count++;
  if (reader.badly_quoted()) return Reason::bad_quoting;
  if (count != columns.count) return Reason::wrong_field_count;
  return std::nullopt;
}

bool is_control(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
}

// 0 where all bytes of the word are printable ASCII.
constexpr uint64_t not_printable_ascii(uint64_t word) {
  return (word | (word - 0x20 * kLowBits) | (word + kLowBits)) & kHighBits;
}

constexpr uint32_t four_bytes(std::string_view text) {
  return std::bit_cast<uint32_t>(std::array<char, 4>{text[0], text[1], text[2], text[3]});
}

// All bytes of an action of four to eight letters, in lower case: the first four and the last four,
// some of which may be the same.
constexpr uint64_t action_word(std::string_view text) {
  const uint64_t first = four_bytes(text);
  return (first << 32 | four_bytes(text.substr(text.size() - 4))) | 0x20 * kLowBits;
}

constexpr std::array<uint64_t, kActions> kActionWords = [] {
  std::array<uint64_t, kActions> words;
  std::ranges::transform(kActionNames, words.begin(), action_word);
  return words;
}();

// No branch depends on which action it is: that is as good as random.
std::optional<Action> parse_action(std::string_view text) {
  text = trim_blanks(text);
  if (text.size() < 4 || text.size() > 6) return std::nullopt;
  const uint64_t word = action_word(text);
  size_t found = 0;
  for (size_t action = 0; action < kActions; action++) {
    const bool same = (text.size() == kActionNames[action].size()) & (word == kActionWords[action]);
    found |= static_cast<size_t>(same) * (action + 1);
  }
  if (found == 0) return std::nullopt;
  return static_cast<Action>(found - 1);
}

}  // namespace

std::variant<Event, Reason> parse_row(std::string_view row, const Dialect& dialect,
                                      std::string& unquoted) {
  if (row.size() > kLongestRowBytes) return Reason::line_too_long;
  // Most rows hold nothing else, and then need no look at each character.
  const bool is_plain = !any_byte<4>(row, [](uint64_t word) { return not_printable_ascii(word); });
  if (!is_plain && !is_valid_utf8(row)) return Reason::invalid_utf8;
  // Room for fields without their doubled quotes, and behind them for a normalised email.
  if (unquoted.size() < 2 * row.size()) unquoted.resize(2 * row.size());
  RowFields fields;
  if (const auto reason = split_row(row, dialect.columns, unquoted.data(), fields)) return *reason;

  std::string_view email = fields.email;
  if (dialect.normalize_email) email = normalized_email(email, unquoted.data() + row.size());
  if (is_blank(email)) return Reason::empty_email;
  if (!is_plain && std::ranges::any_of(email, is_control)) return Reason::control_character;
  if (email.size() > kLongestEmailBytes) return Reason::email_too_long;

  const std::optional<Action> action = parse_action(fields.action);
  if (!action) return Reason::unknown_action;

  const std::optional<Timestamp> timestamp = parse_timestamp(trim_blanks(fields.timestamp));
  if (!timestamp) return Reason::bad_timestamp;

  const bool misfiled = timestamp->date != dialect.date;
  if (misfiled && dialect.reject_misfiled) return Reason::misfiled;
  return Event{email, *action, timestamp->hour, misfiled, timestamp->date};
}

}  // namespace crudtally
