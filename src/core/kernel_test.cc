#include "core/kernel.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/dialect.h"
#include "core/parse_row.h"
#include "core/reject.h"
#include "core/testing.h"

namespace crudtally {
namespace {

const Date kDay = *parse_date("2024-09-16");

class EachKernel : public testing::TestWithParam<const Kernel*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, EachKernel, testing::ValuesIn(kernels()),
                         [](const auto& kernel) { return std::string(kernel.param->name); });

// What the kernel makes of one row: the event in parse_row's words, or nothing.
struct Plain {
  bool accepted = false;
  std::string email;
  Action action{};
  int hour = 0;
};

// `row` is a line with its LF, which comes right behind the bytes `before`. Without `columns` it is
// for parse_plain_rows, with them for parse_columns.
Plain parse_plain(const Kernel& kernel, std::string_view row, std::string_view before = {},
                  const Columns* columns = nullptr) {
  const ReadableText readable(row, before);
  const char* begin = readable.text().data();
  const auto end = static_cast<uint32_t>(row.size());
  const Lines lines = {begin, begin, {&end, 1}};
  EventBatch batch;
  HourCounts hours = {};
  const PlainTimestamp timestamp(kDay);
  const size_t rows = columns == nullptr
                          ? kernel.parse_plain_rows(lines, timestamp, batch, hours)
                          : kernel.parse_columns(lines, *columns, timestamp, batch, hours);
  EXPECT_EQ(rows, batch.size);
  Plain plain;
  if (batch.size == 0) {
    EXPECT_EQ(hours, HourCounts());
    return plain;
  }
  plain.accepted = true;
  plain.email = {batch.events[0].email, batch.events[0].email_bytes};
  plain.action = batch.events[0].action;
  for (int hour = 0; hour < 24; hour++) {
    if (hours[static_cast<size_t>(hour)][static_cast<size_t>(plain.action)] == 1) plain.hour = hour;
  }
  return plain;
}

// Whatever the kernel accepts, parse_row must read in the same way.
void expect_agreement(const Kernel& kernel, std::string_view row, std::string_view before = {},
                      const Columns* columns = nullptr) {
  const Plain plain = parse_plain(kernel, row, before, columns);
  if (!plain.accepted) return;
  std::string_view line = row.substr(0, row.size() - 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  Dialect dialect;
  dialect.date = kDay;
  if (columns != nullptr) dialect.columns = *columns;
  std::string unquoted;
  const auto parsed = parse_row(line, dialect, unquoted);
  ASSERT_TRUE(std::holds_alternative<Event>(parsed)) << testing::PrintToString(row);
  const Event& event = std::get<Event>(parsed);
  ASSERT_EQ(plain.email, event.email) << testing::PrintToString(row);
  ASSERT_EQ(plain.action, event.action) << testing::PrintToString(row);
  ASSERT_EQ(plain.hour, event.hour) << testing::PrintToString(row);
  ASSERT_FALSE(event.misfiled) << testing::PrintToString(row);
}

// Rows of all the forms that a kernel takes, and the columns that they are in: none for those of
// parse_plain_rows.
struct Form {
  std::string row;
  std::optional<Columns> columns;

  const Columns* columns_or_null() const { return columns ? &*columns : nullptr; }
};

std::vector<Form> forms(const std::string& email) {
  const std::string time = "2024-09-16 12:34:56";
  return {
      {email + ",UPDATE," + time + "\r\n", {}},
      {"\"" + email + "\",READ," + time + "\n", {}},
      {email + ",\"CREATE\",\"" + time + "\"\n", {}},
      {"\"" + email + "\",\"DELETE\",\"" + time + "\"\r\n", {}},
      {email + ",UPDATE," + time + "\n", Columns{}},
      {time + ",READ," + email + "\r\n", Columns{3, 2, 1, 0}},
      {"CREATE,," + email + ",\"x, y\"," + time + "\n", Columns{5, 2, 0, 4}},
      {"\"" + time + "\",z,\"DELETE\",\"\",\"" + email + "\"\n", Columns{5, 4, 2, 0}},
  };
}

TEST_P(EachKernel, TakesRowsOfEveryForm) {
  for (size_t bytes = 1; bytes <= 1024; bytes++) {
    const std::string email(bytes, 'e');
    for (const Form& form : forms(email)) {
      const Plain plain = parse_plain(*GetParam(), form.row, {}, form.columns_or_null());
      ASSERT_TRUE(plain.accepted) << form.row;
      ASSERT_EQ(plain.email, email);
      expect_agreement(*GetParam(), form.row, {}, form.columns_or_null());
    }
  }
  for (const Form& form : forms(std::string(1025, 'e'))) {
    EXPECT_FALSE(parse_plain(*GetParam(), form.row, {}, form.columns_or_null()).accepted);
  }
}

TEST_P(EachKernel, TakesPlainRowsOfEveryEmailLength) {
  for (size_t bytes = 1; bytes <= 1024; bytes++) {
    for (const std::string_view action : {"CREATE", "READ", "UPDATE", "DELETE"}) {
      const std::string email(bytes, 'e');
      const std::string row = email + "," + std::string(action) + ",2024-09-16 23:59:59\n";
      const Plain plain = parse_plain(*GetParam(), row);
      ASSERT_TRUE(plain.accepted) << bytes;
      ASSERT_EQ(plain.email, email);
      expect_agreement(*GetParam(), row);
    }
  }
  EXPECT_FALSE(
      parse_plain(*GetParam(), std::string(1025, 'e') + ",READ,2024-09-16 23:59:59\n").accepted);
}

TEST_P(EachKernel, TakesEveryTimeOfDayAndBothLineEnds) {
  for (const char* time :
       {"00:00:00", "09:59:59", "10:00:00", "19:05:07", "20:00:00", "23:59:59"}) {
    for (const char* end : {"\n", "\r\n"}) {
      const std::string row = std::string("ann@x.org,READ,2024-09-16T") + time + end;
      EXPECT_TRUE(parse_plain(*GetParam(), row).accepted) << row;
      expect_agreement(*GetParam(), row);
    }
  }
}

TEST_P(EachKernel, TakesTheHoursMinutesAndSecondsThatExistAndNoOthers) {
  const auto accepts = [](int hour, int minute, int second) {
    const std::string row =
        fmt::format("ann@x.org,READ,2024-09-16 {:02}:{:02}:{:02}\n", hour, minute, second);
    const Plain plain = parse_plain(*GetParam(), row);
    if (plain.accepted) {
      EXPECT_EQ(plain.hour, hour) << row;
    }
    return plain.accepted;
  };
  for (int number = 0; number < 100; number++) {
    EXPECT_EQ(accepts(number, 34, 56), number < 24) << number;
    EXPECT_EQ(accepts(12, number, 56), number < 60) << number;
    EXPECT_EQ(accepts(12, 34, number), number < 60) << number;
  }
}

TEST_P(EachKernel, AcceptsNoByteAnywhereThatTheLongWayRejects) {
  for (const size_t email_bytes :
       {1, 7, 8, 9, 15, 16, 30, 31, 32, 33, 34, 62, 63, 64, 65, 66, 128}) {
    for (const Form& form : forms(std::string(email_bytes, 'e'))) {
      for (size_t at = 0; at + 1 < form.row.size(); at++) {
        for (int byte = 0; byte < 256; byte++) {
          // A line feed ends the line, and what follows is another one.
          if (byte == '\n') continue;
          std::string changed = form.row;
          changed[at] = static_cast<char>(byte);
          expect_agreement(*GetParam(), changed, {}, form.columns_or_null());
        }
      }
    }
  }
}

TEST_P(EachKernel, AcceptsNoBytesThatTheLongWayRejects) {
  TestRandom random;
  const std::string_view bytes = ",\"\r\t 0123456789:-TZ.CREATUPDL\x7F\x80\xFF@";
  for (int round = 0; round < 30'000; round++) {
    for (Form& form : forms(std::string(1 + random(70), 'e'))) {
      for (unsigned change = 1 + random(3); change != 0; change--) {
        form.row[random(form.row.size() - 1)] = bytes[random(bytes.size())];
      }
      // And one byte more, or one less.
      if (random(2) == 0) form.row.insert(random(form.row.size() - 1), 1, bytes[random(2)]);
      if (random(2) == 0) form.row.erase(random(form.row.size() - 1), 1);
      expect_agreement(*GetParam(), form.row, {}, form.columns_or_null());
    }
  }
}

TEST_P(EachKernel, TakesColumnsInAnyOrderAndNumber) {
  TestRandom random;
  const std::vector<std::string> others = {
      "",    "x", "\"\"", "\"a,b,,c\"", " blank ", std::string(70, 'y'), "2024-09-16 12:34:56",
      "READ"};
  for (size_t count = 3; count <= kMostFastColumns + 2; count++) {
    for (int round = 0; round < 200; round++) {
      std::vector<size_t> places(count);
      std::iota(places.begin(), places.end(), size_t{0});
      std::ranges::shuffle(places, random.engine());
      const Columns columns = {count, places[0], places[1], places[2]};
      const std::vector<std::string> three = {"ann@x.org", "DELETE", "2024-09-16T23:59:59"};
      std::string row;
      for (size_t column = 0; column < count; column++) {
        const auto place = std::ranges::find(places, column) - places.begin();
        if (column != 0) row += ',';
        if (place >= 3) {
          row += others[random(others.size())];
        } else if (random(2) == 0) {
          row += three[static_cast<size_t>(place)];
        } else {
          row += "\"" + three[static_cast<size_t>(place)] + "\"";
        }
      }
      row += round % 2 == 0 ? "\n" : "\r\n";
      const Plain plain = parse_plain(*GetParam(), row, {}, &columns);
      ASSERT_EQ(plain.accepted, count <= kMostFastColumns) << row;
      if (!plain.accepted) continue;
      ASSERT_EQ(plain.email, "ann@x.org") << row;
      ASSERT_EQ(plain.action, Action::remove) << row;
      ASSERT_EQ(plain.hour, 23) << row;
      expect_agreement(*GetParam(), row, {}, &columns);
    }
  }
}

TEST_P(EachKernel, TakesNoRowOfAnotherNumberOfColumns) {
  const std::string row = "ann@x.org,READ,2024-09-16 12:34:56";
  const Columns four = {4, 0, 1, 2};
  EXPECT_TRUE(parse_plain(*GetParam(), row + ",\n", {}, &four).accepted);
  EXPECT_TRUE(parse_plain(*GetParam(), row + ",\",\"\n", {}, &four).accepted);
  for (const std::string other : {"", ",,", ",\"", "\",", ",\",\",", ",x\",\""}) {
    EXPECT_FALSE(parse_plain(*GetParam(), row + other + "\n", {}, &four).accepted) << other;
  }
}

TEST_P(EachKernel, TakesNoRowThatIsTooLong) {
  const Columns four = {4, 0, 1, 2};
  const std::string row = "ann@x.org,READ,2024-09-16 12:34:56,";
  const std::string longest = row + std::string(kLongestRowBytes - row.size(), 'x');
  EXPECT_TRUE(parse_plain(*GetParam(), longest + "\r\n", {}, &four).accepted);
  EXPECT_FALSE(parse_plain(*GetParam(), longest + "x\n", {}, &four).accepted);
}

TEST_P(EachKernel, StopsAtALineFeedInsideARow) {
  const std::string row = "ann@x.org,READ,2024-09-16 12:34:56\n";
  for (size_t at = 0; at + 1 < row.size(); at++) {
    std::string cut = row;
    cut[at] = '\n';
    EXPECT_FALSE(parse_plain(*GetParam(), cut.substr(0, at + 1)).accepted) << at;
  }
}

// A row is read from its end, so that what is missing at its begin may seem to be there.
TEST_P(EachKernel, TakesNothingFromBeforeARow) {
  for (const char* action : {"CREATE", "READ", "UPDATE", "DELETE"}) {
    for (const char* end : {"\n", "\r\n"}) {
      const std::string row = std::string("e,") + action + ",2024-09-16 12:34:56" + end;
      for (size_t at = 1; at < row.size(); at++) {
        EXPECT_FALSE(parse_plain(*GetParam(), row.substr(at), row.substr(0, at)).accepted) << at;
      }
    }
  }
  for (const Form& form : forms("ann@x.org")) {
    for (size_t at = 1; at < form.row.size(); at++) {
      expect_agreement(*GetParam(), form.row.substr(at), form.row.substr(0, at),
                       form.columns_or_null());
    }
  }
}

TEST_P(EachKernel, TakesTheFirstRowsUpToOneThatIsNotPlain) {
  const std::string_view text =
      "ann@x.org,READ,2024-09-16 12:34:56\n"
      "b,DELETE,2024-09-16T00:00:00\r\n"
      "\n"
      "cat,READ,2024-09-16 12:34:56\n";
  const ReadableText readable(text);
  const std::vector<uint32_t> ends = line_ends(text);
  EventBatch batch;
  HourCounts hours = {};
  Lines lines = {readable.text().data(), readable.text().data(), ends};
  EXPECT_EQ(GetParam()->parse_plain_rows(lines, PlainTimestamp(kDay), batch, hours), 2U);
  ASSERT_EQ(batch.size, 2U);
  EXPECT_EQ(std::string(batch.events[0].email, batch.events[0].email_bytes), "ann@x.org");
  EXPECT_EQ(batch.events[0].action, Action::read);
  EXPECT_EQ(std::string(batch.events[1].email, batch.events[1].email_bytes), "b");
  EXPECT_EQ(batch.events[1].action, Action::remove);
  EXPECT_EQ(hours[12], (Counts{0, 1, 0, 0}));
  EXPECT_EQ(hours[0], (Counts{0, 0, 0, 1}));

  lines.remove_first(2);
  EXPECT_EQ(GetParam()->parse_plain_rows(lines, PlainTimestamp(kDay), batch, hours), 0U);
  lines.remove_first(1);
  EXPECT_EQ(GetParam()->parse_plain_rows(lines, PlainTimestamp(kDay), batch, hours), 1U);
  ASSERT_EQ(batch.size, 3U);
  EXPECT_EQ(std::string(batch.events[2].email, batch.events[2].email_bytes), "cat");
}

// As they lie when the first line was begun in the piece before.
TEST_P(EachKernel, CountsLineEndsFromTheirBase) {
  const std::string_view text =
      "ann@x.org,READ,2024-09-16 12:34:56\nbob@x.org,READ,2024-09-16 12:34:56\n";
  const ReadableText readable(text);
  const size_t first_line = text.size() / 2;
  for (size_t carried = 0; carried < first_line; carried++) {
    const std::vector<uint32_t> ends = line_ends(text.substr(carried));
    EventBatch batch;
    HourCounts hours = {};
    const char* begin = readable.text().data();
    ASSERT_EQ(GetParam()->parse_plain_rows({begin, begin + carried, ends}, PlainTimestamp(kDay),
                                           batch, hours),
              2U);
    EXPECT_EQ(std::string(batch.events[0].email, batch.events[0].email_bytes), "ann@x.org");
    EXPECT_EQ(std::string(batch.events[1].email, batch.events[1].email_bytes), "bob@x.org");
  }
}

TEST_P(EachKernel, StopsWhereTheBatchIsFull) {
  std::string text;
  for (int row = 0; row < 100; row++) text += "ann@x.org,READ,2024-09-16 12:34:56\n";
  const ReadableText readable(text);
  const std::vector<uint32_t> ends = line_ends(text);
  const Lines lines = {readable.text().data(), readable.text().data(), ends};
  const PlainTimestamp timestamp(kDay);
  for (const bool by_columns : {false, true}) {
    for (const size_t before :
         {size_t{0}, size_t{1}, EventBatch::kEvents - 1, EventBatch::kEvents}) {
      EventBatch batch;
      batch.size = before;
      HourCounts hours = {};
      EXPECT_EQ(by_columns ? GetParam()->parse_columns(lines, Columns{}, timestamp, batch, hours)
                           : GetParam()->parse_plain_rows(lines, timestamp, batch, hours),
                EventBatch::kEvents - before);
      EXPECT_EQ(batch.size, EventBatch::kEvents);
      EXPECT_EQ(hours[12][1], static_cast<int64_t>(EventBatch::kEvents - before));
    }
  }
}

TEST_P(EachKernel, TakesTheFirstRowsOfOtherColumnsUpToOneThatIsNotPlain) {
  const std::string_view text =
      "READ,ann@x.org,2024-09-16 12:34:56\n"
      "DELETE,\"b,c\",2024-09-16T00:00:00\r\n"
      "read,d,2024-09-16 12:34:56\n"
      "READ,e,2024-09-16 12:34:56\n";
  const ReadableText readable(text);
  const std::vector<uint32_t> ends = line_ends(text);
  EventBatch batch;
  HourCounts hours = {};
  EXPECT_EQ(GetParam()->parse_columns({readable.text().data(), readable.text().data(), ends},
                                      Columns{3, 1, 0, 2}, PlainTimestamp(kDay), batch, hours),
            2U);
  ASSERT_EQ(batch.size, 2U);
  EXPECT_EQ(std::string(batch.events[0].email, batch.events[0].email_bytes), "ann@x.org");
  EXPECT_EQ(batch.events[0].action, Action::read);
  EXPECT_EQ(std::string(batch.events[1].email, batch.events[1].email_bytes), "b,c");
  EXPECT_EQ(batch.events[1].action, Action::remove);
  EXPECT_EQ(hours[12], (Counts{0, 1, 0, 0}));
  EXPECT_EQ(hours[0], (Counts{0, 0, 0, 1}));
}

uint32_t hash_of(const Kernel& kernel, const std::string& text, size_t bytes) {
  UserEvent event = {text.data(), 0, static_cast<uint16_t>(bytes), Action::read};
  kernel.hash_emails({&event, 1});
  return event.email_hash;
}

TEST_P(EachKernel, HashesEmailsByAllOfTheirBytesAndNoOthers) {
  for (size_t bytes = 1; bytes <= 200; bytes++) {
    const std::string email(bytes, 'e');
    const uint32_t hash = hash_of(*GetParam(), email + std::string(kReadableBytes, ','), bytes);
    EXPECT_EQ(hash_of(*GetParam(), email + std::string(kReadableBytes, 'e'), bytes), hash) << bytes;
    EXPECT_NE(hash_of(*GetParam(), email + std::string(kReadableBytes, 'e'), bytes + 1), hash);
    for (size_t at = 0; at < bytes; at++) {
      std::string other = email + std::string(kReadableBytes, ',');
      other[at] = 'f';
      EXPECT_NE(hash_of(*GetParam(), other, bytes), hash) << bytes << " " << at;
    }
  }
}

TEST_P(EachKernel, SpreadsHashesOverAllTheirBits) {
  // The parts of a table take the low bits, the slots of an index the high ones.
  std::array<int, 16> low = {};
  std::array<int, 16> high = {};
  constexpr int kEmails = 16'000;
  for (int user = 0; user < kEmails; user++) {
    const std::string email = "user" + std::to_string(user) + "@example.org";
    const uint32_t hash =
        hash_of(*GetParam(), email + std::string(kReadableBytes, ','), email.size());
    low[hash & 15]++;
    high[hash >> 28]++;
  }
  for (size_t bucket = 0; bucket < 16; bucket++) {
    EXPECT_NEAR(low[bucket], kEmails / 16, 150);
    EXPECT_NEAR(high[bucket], kEmails / 16, 150);
  }
}

}  // namespace
}  // namespace crudtally
