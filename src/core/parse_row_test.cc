#include "core/parse_row.h"

#include <string>

#include <gtest/gtest.h>

namespace crudtally {
namespace {

Dialect dialect_of_day() {
  Dialect dialect;
  dialect.date = *parse_date("2024-09-16");
  return dialect;
}

// "ACTION HOUR EMAIL", with "misfiled" behind it, or the reason's name.
std::string read(std::string_view row, const Dialect& dialect = dialect_of_day()) {
  std::string unquoted;
  const auto parsed = parse_row(row, dialect, unquoted);
  if (const auto* reason = std::get_if<Reason>(&parsed)) {
    return std::string(name_of(*reason));
  }
  const Event& event = std::get<Event>(parsed);
  return std::string(kActionNames[static_cast<size_t>(event.action)]) + " " +
         std::to_string(event.hour) + " " + std::string(event.email) +
         (event.misfiled ? " misfiled" : "");
}

TEST(ParseRow, ReadsAnEvent) {
  EXPECT_EQ(read("ann@x.org,CREATE,2024-09-16 07:00:00"), "create 7 ann@x.org");
  EXPECT_EQ(read("ann@x.org,READ,2024-09-16 00:00:00"), "read 0 ann@x.org");
  EXPECT_EQ(read("ann@x.org,UPDATE,2024-09-16 23:00:00"), "update 23 ann@x.org");
  EXPECT_EQ(read("ann@x.org,DELETE,2024-09-16 12:00:00"), "delete 12 ann@x.org");
}

TEST(ParseRow, IgnoresCaseAndBlanksOfActionsAndBlanksOfTimestamps) {
  EXPECT_EQ(read("ann@x.org, \tcReAtE ,\t 2024-09-16 07:00:00 "), "create 7 ann@x.org");
  EXPECT_EQ(read("ann@x.org,\" read \",\" 2024-09-16T07:00:00Z \""), "read 7 ann@x.org");
}

TEST(ParseRow, TakesActionsOfTheseLettersAndNoOtherBytes) {
  for (const std::string_view name : kActionNames) {
    for (size_t at = 0; at < name.size(); at++) {
      for (int byte = 0; byte < 256; byte++) {
        std::string action(name);
        action[at] = static_cast<char>(byte);
        const bool same = byte == name[at] || byte == name[at] - 'a' + 'A';
        EXPECT_EQ(read("a," + action + ",2024-09-16 07:00:00") == std::string(name) + " 7 a", same)
            << action;
      }
    }
    const std::string action(name);
    for (const std::string& other : {action + action, action.substr(1), action + "s",
                                     action + action[0], std::string("c").append(action)}) {
      EXPECT_EQ(read("a," + other + ",2024-09-16 07:00:00"), "unknown_action") << other;
    }
  }
}

TEST(ParseRow, SeesControlCharactersAndInvalidBytesWhereverTheyStand) {
  for (size_t bytes = 1; bytes <= 200; bytes++) {
    for (size_t at = 0; at < bytes; at++) {
      const auto read_with = [&](const char* byte) {
        std::string email(bytes, 'e');
        return read(email.replace(at, 1, byte) + ",READ,2024-09-16 07:00:00");
      };
      ASSERT_EQ(read_with("\x1F"), "control_character") << bytes << " " << at;
      ASSERT_EQ(read_with("\x7F"), "control_character") << bytes << " " << at;
      ASSERT_EQ(read_with("\x80"), "invalid_utf8") << bytes << " " << at;
      ASSERT_TRUE(read_with("\xC3\xA9").starts_with("read")) << bytes << " " << at;
    }
  }
}

TEST(ParseRow, ReadsRowsThatAreShorterThanAnyEvent) {
  EXPECT_EQ(read("\x01"), "wrong_field_count");
  EXPECT_EQ(read("\x01,,"), "control_character");
  EXPECT_EQ(read("\xFF,,"), "invalid_utf8");
  EXPECT_EQ(read("a,READ,x"), "bad_timestamp");
}

TEST(ParseRow, KeepsFieldsApartWhoseQuotesItUndoes) {
  Dialect dialect = dialect_of_day();
  dialect.columns = {4, 1, 2, 3};
  dialect.normalize_email = true;
  EXPECT_EQ(read("\"READ \"\"\",\"A\"\"B\",READ,2024-09-16 07:00:00", dialect), "read 7 a\"b");
  EXPECT_EQ(read("x,\"READ\"\"\",\"READ\"\"\",2024-09-16 07:00:00", dialect), "unknown_action");
  EXPECT_EQ(read("x,A,READ,\"2024-09-16 07:00:00\"\"\"", dialect), "bad_timestamp");
}

TEST(ParseRow, TakesRoomForEachRowAnew) {
  std::string unquoted;
  for (const size_t bytes : {1, 1000, 3, 1022}) {
    const std::string email = std::string(bytes, 'e') + "\"";
    const std::string row = "\"" + email + "\"\",READ,2024-09-16 07:00:00";
    const auto parsed = parse_row(row, dialect_of_day(), unquoted);
    ASSERT_TRUE(std::holds_alternative<Event>(parsed));
    EXPECT_EQ(std::get<Event>(parsed).email, email);
  }
}

TEST(ParseRow, KeepsEmailsAsTheirBytes) {
  EXPECT_EQ(read(" Ann@X.org ,READ,2024-09-16 07:00:00"), "read 7  Ann@X.org ");
  EXPECT_EQ(read("\"a\"\"b,c\",READ,2024-09-16 07:00:00"), "read 7 a\"b,c");
  EXPECT_EQ(read("\xEF\xBB\xBF\xC3\xA9,READ,2024-09-16 07:00:00"), "read 7 \xEF\xBB\xBF\xC3\xA9");
  EXPECT_EQ(read("\xC2\x85,READ,2024-09-16 07:00:00"), "read 7 \xC2\x85");
}

TEST(ParseRow, NormalizesTheUnquotedEmailOnRequest) {
  Dialect dialect = dialect_of_day();
  dialect.normalize_email = true;
  EXPECT_EQ(read("\t Ann@\xC3\x89.Org ,READ,2024-09-16 07:00:00", dialect),
            "read 7 ann@\xC3\x89.org");
  EXPECT_EQ(read("\" A\"\"B \",READ,2024-09-16 07:00:00", dialect), "read 7 a\"b");
  EXPECT_EQ(read("\tann,READ,2024-09-16 07:00:00", dialect), "read 7 ann");
  EXPECT_EQ(read("  " + std::string(1024, 'A') + " ,READ,2024-09-16 07:00:00", dialect),
            "read 7 " + std::string(1024, 'a'));
}

TEST(ParseRow, TakesTheColumnsThatTheHeaderNamed) {
  Dialect dialect = dialect_of_day();
  dialect.columns = {5, 2, 4, 0};
  EXPECT_EQ(read("2024-09-16 07:00:00,,ann,\"x,y\",READ", dialect), "read 7 ann");
  EXPECT_EQ(read("2024-09-16 07:00:00,,ann,x,y,READ", dialect), "wrong_field_count");
}

TEST(ParseRow, FindsEachReason) {
  const std::string rest = ",READ,2024-09-16 07:00:00";
  EXPECT_EQ(read(std::string(kLongestRowBytes + 1, 'x')), "line_too_long");
  EXPECT_EQ(read("\xFF" + rest), "invalid_utf8");
  EXPECT_EQ(read("\"a" + rest), "bad_quoting");
  EXPECT_EQ(read("a,b" + rest), "wrong_field_count");
  EXPECT_EQ(read("a"), "wrong_field_count");
  EXPECT_EQ(read(rest), "empty_email");
  EXPECT_EQ(read(" \t" + rest), "empty_email");
  EXPECT_EQ(read("\"\"" + rest), "empty_email");
  EXPECT_EQ(read("a\tb" + rest), "control_character");
  EXPECT_EQ(read("a\x7F" + rest), "control_character");
  EXPECT_EQ(read(std::string("a\0b", 3) + rest), "control_character");
  EXPECT_EQ(read("a\r" + rest), "control_character");
  EXPECT_EQ(read(std::string(1025, 'a') + rest), "email_too_long");
  EXPECT_EQ(read(std::string(1024, 'a') + rest), "read 7 " + std::string(1024, 'a'));
  EXPECT_EQ(read("a,WRITE,2024-09-16 07:00:00"), "unknown_action");
  EXPECT_EQ(read("a,,2024-09-16 07:00:00"), "unknown_action");
  EXPECT_EQ(read("a,READS,2024-09-16 07:00:00"), "unknown_action");
  EXPECT_EQ(read("a,READ,2024-09-31 07:00:00"), "bad_timestamp");
  EXPECT_EQ(read("a,READ,"), "bad_timestamp");
}

TEST(ParseRow, GivesTheFirstReasonThatHolds) {
  EXPECT_EQ(read("\"\xFF"), "invalid_utf8");
  EXPECT_EQ(read("a,b,c,d,\"e"), "bad_quoting");
  EXPECT_EQ(read(" ,x,y,z"), "wrong_field_count");
  EXPECT_EQ(read(" ,x,y"), "empty_email");
  EXPECT_EQ(read("\x01" + std::string(2000, 'a') + ",x,y"), "control_character");
  EXPECT_EQ(read(std::string(2000, 'a') + ",x,y"), "email_too_long");
  EXPECT_EQ(read("a,x,y"), "unknown_action");
}

TEST(ParseRow, CountsOrRejectsMisfiledEvents) {
  EXPECT_EQ(read("a,READ,2024-09-15 07:00:00"), "read 7 a misfiled");
  EXPECT_EQ(read("a,READ,2024-09-15 23:30:00-01:00"), "read 23 a misfiled");
  Dialect dialect = dialect_of_day();
  dialect.reject_misfiled = true;
  EXPECT_EQ(read("a,READ,2024-09-15 07:00:00", dialect), "misfiled");
  EXPECT_EQ(read("a,READ,2024-09-16 07:00:00", dialect), "read 7 a");
  EXPECT_EQ(read("a,READ,2024-09-15 07:00:61", dialect), "bad_timestamp");
}

}  // namespace
}  // namespace crudtally
