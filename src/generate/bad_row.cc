#include "generate/bad_row.h"

#include <array>
#include <string_view>

namespace crudtally {
namespace {

using namespace std::string_view_literals;

template <size_t kSize>
std::string_view one_of(Random& random, const std::array<std::string_view, kSize>& texts) {
  return texts[random.below(kSize)];
}

// Puts `text` somewhere inside the email, neither first nor last.
void put_inside(Random& random, std::string& email, std::string_view text) {
  email.insert(1 + random.below(email.size() - 1), text);
}

void spoil_utf8(Random& random, RowDraft& row) {
  // Never begun, cut short, overlong, a surrogate, above U+10FFFF.
  constexpr std::array kInvalid = {"\xff"sv,     "\x80"sv,         "\xe2\x82"sv,
                                   "\xc0\xaf"sv, "\xed\xa0\x80"sv, "\xf4\x90\x80\x80"sv};
  put_inside(random, row.email, one_of(random, kInvalid));
}

void spoil_quoting(Random& random, RowDraft& row) {
  // A quote that is never closed; something between the closing quote and the comma.
  row.email = '"' + row.email + std::string(one_of(random, std::array{""sv, "\"x"sv, "\" "sv}));
}

void spoil_field_count(Random& random, RowDraft& row) {
  row.surplus_fields = static_cast<int>(random.below(3));
  row.lacks_a_field = row.surplus_fields == 0;
}

void spoil_email_with_control_character(Random& random, RowDraft& row) {
  constexpr std::array kControls = {"\t"sv, "\0"sv, "\x01"sv, "\r"sv, "\x1f"sv, "\x7f"sv};
  put_inside(random, row.email, one_of(random, kControls));
}

void lengthen_email(Random& random, RowDraft& row) {
  row.email.insert(1, 1024 + random.below(100), 'x');
}

void spoil_timestamp(Random& random, RowDraft& row) {
  const std::string date = row.timestamp.substr(0, 10);
  const std::string year = row.timestamp.substr(0, 4);
  const std::string time = row.timestamp.substr(11);
  switch (random.below(10)) {
    case 0:
      row.timestamp.clear();
      break;
    case 1:
      row.timestamp = date;
      break;
    case 2:
      row.timestamp = date + "t" + time;
      break;
    case 3:
      row.timestamp = date + "  " + time;
      break;
    case 4:
      row.timestamp = date + " 24:00:00";
      break;
    case 5:
      row.timestamp = date + " 12:00:60";
      break;
    case 6:
      row.timestamp = year + "-02-30 " + time;
      break;
    case 7:
      row.timestamp = year + "-13-01 " + time;
      break;
    case 8:
      row.timestamp += ".";
      break;
    default:
      row.timestamp = "yesterday";
  }
}

// As likely as they stand here often; the long emails are rare, as one takes the space of 20 rows.
constexpr std::array kReasonMix = {
    Reason::invalid_utf8,      Reason::invalid_utf8,      Reason::bad_quoting,
    Reason::bad_quoting,       Reason::wrong_field_count, Reason::wrong_field_count,
    Reason::wrong_field_count, Reason::empty_email,       Reason::empty_email,
    Reason::control_character, Reason::email_too_long,    Reason::unknown_action,
    Reason::unknown_action,    Reason::bad_timestamp,     Reason::bad_timestamp,
    Reason::bad_timestamp};

}  // namespace

Reason spoil_row(Random& random, RowDraft& row) {
  const Reason reason = kReasonMix[random.below(kReasonMix.size())];
  switch (reason) {
    case Reason::invalid_utf8:
      spoil_utf8(random, row);
      break;
    case Reason::bad_quoting:
      spoil_quoting(random, row);
      break;
    case Reason::wrong_field_count:
      spoil_field_count(random, row);
      break;
    case Reason::empty_email:
      row.email = one_of(random, std::array{""sv, "  "sv, " \t "sv, "\"\""sv, "\" \""sv});
      break;
    case Reason::control_character:
      spoil_email_with_control_character(random, row);
      break;
    case Reason::email_too_long:
      lengthen_email(random, row);
      break;
    case Reason::unknown_action:
      row.action = one_of(random, std::array{""sv, "PURGE"sv, "REED"sv, "R EAD"sv, "READ;"sv});
      break;
    default:
      spoil_timestamp(random, row);
  }
  return reason;
}

}  // namespace crudtally
