#include "core/kernel.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "core/dialect.h"
#include "core/parse_row.h"
#include "core/testing.h"

namespace crudtally {
namespace {

const Date kDay = *parse_date("2024-09-16");

class EachKernel : public testing::TestWithParam<const Kernel*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, EachKernel, testing::ValuesIn(kernels()),
                         [](const auto& kernel) { return std::string(kernel.param->name); });

TEST(Kernels, AlwaysHaveThePortableOne) {
  ASSERT_NE(find_kernel("portable"), nullptr);
  EXPECT_EQ(find_kernel("portable")->name, "portable");
  EXPECT_EQ(find_kernel("abacus"), nullptr);
}

// The bytes with so much behind them that a kernel may read on.
std::string readable(std::string text) {
  return text + std::string(kReadableBytes, '\n');
}

struct LinesAndRows {
  uint64_t lines = 0;
  uint64_t rows = 0;
};

LinesAndRows count_by_hand(std::string_view text) {
  LinesAndRows count;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    count.lines++;
    count.rows += is_blank(line) ? 0 : 1;
  }
  return count;
}

TEST_P(EachKernel, CountsLinesAndRowsWhateverThePieces) {
  TestRandom random;
  for (int round = 0; round < 3000; round++) {
    // Mostly blanks and line ends, so that every kind of border comes up.
    std::string text;
    const std::string_view letters = round % 2 == 0 ? "\n\n\r \tx" : "\n\r         x";
    for (unsigned bytes = random(300); bytes != 0; bytes--) {
      text += letters[random(letters.size())];
    }
    RowScan scan;
    for (size_t at = 0; at < text.size();) {
      const size_t bytes = std::min<size_t>(1 + random(150), text.size() - at);
      const std::string piece = readable(text.substr(at, bytes));
      GetParam()->scan_rows({piece.data(), bytes}, scan);
      at += bytes;
    }
    const LinesAndRows expected = count_by_hand(text);
    ASSERT_EQ(scan.lines, expected.lines) << testing::PrintToString(text);
    ASSERT_EQ(scan.rows, expected.rows) << testing::PrintToString(text);
  }
}

// What the kernel makes of one row: the event in parse_row's words, or nothing.
struct Plain {
  bool accepted = false;
  std::string email;
  Action action{};
  int hour = 0;
};

Plain parse_plain(const Kernel& kernel, const std::string& row) {
  const std::string text = readable(row);
  EventBatch batch;
  HourCounts hours = {};
  const char* end = text.data() + row.size();
  const char* stopped = kernel.parse_plain_rows(text.data(), end, PlainDate(kDay), batch, hours);
  Plain plain;
  if (batch.size == 0) {
    EXPECT_EQ(stopped, text.data());
    return plain;
  }
  EXPECT_EQ(stopped, end);
  plain.accepted = true;
  plain.email = {batch.emails[0], batch.email_bytes[0]};
  plain.action = batch.actions[0];
  for (int hour = 0; hour < 24; hour++) {
    if (hours[static_cast<size_t>(hour)][static_cast<size_t>(plain.action)] == 1) plain.hour = hour;
  }
  return plain;
}

// Whatever the kernel accepts, parse_row must read in the same way.
void expect_agreement(const Kernel& kernel, const std::string& row) {
  const Plain plain = parse_plain(kernel, row);
  if (!plain.accepted) return;
  std::string_view line = std::string_view(row).substr(0, row.size() - 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  Dialect dialect;
  dialect.date = kDay;
  std::string unquoted;
  const auto parsed = parse_row(line, dialect, unquoted);
  ASSERT_TRUE(std::holds_alternative<Event>(parsed)) << testing::PrintToString(row);
  const Event& event = std::get<Event>(parsed);
  ASSERT_EQ(plain.email, event.email) << testing::PrintToString(row);
  ASSERT_EQ(plain.action, event.action) << testing::PrintToString(row);
  ASSERT_EQ(plain.hour, event.hour) << testing::PrintToString(row);
  ASSERT_FALSE(event.misfiled) << testing::PrintToString(row);
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

TEST_P(EachKernel, AcceptsNoByteAnywhereThatTheLongWayRejects) {
  for (const size_t email_bytes :
       {1, 7, 8, 9, 15, 16, 30, 31, 32, 33, 34, 62, 63, 64, 65, 66, 128}) {
    const std::string row = std::string(email_bytes, 'e') + ",UPDATE,2024-09-16 12:34:56\r\n";
    for (size_t at = 0; at + 1 < row.size(); at++) {
      for (int byte = 0; byte < 256; byte++) {
        // A line feed ends the line, and what follows is another one.
        if (byte == '\n') continue;
        std::string changed = row;
        changed[at] = static_cast<char>(byte);
        expect_agreement(*GetParam(), changed);
      }
    }
  }
}

TEST_P(EachKernel, AcceptsNoTwoBytesThatTheLongWayRejects) {
  TestRandom random;
  const std::string_view bytes = ",\"\r\t 0123456789:-TZ.CREATUPDL\x7F\x80\xFF@";
  for (int round = 0; round < 200'000; round++) {
    std::string row = std::string(1 + random(70), 'e') + ",DELETE,2024-09-16 12:34:56\n";
    for (int change = 0; change < 2; change++) {
      row[random(row.size() - 1)] = bytes[random(bytes.size())];
    }
    expect_agreement(*GetParam(), row);
  }
}

TEST_P(EachKernel, StopsAtALineFeedInsideARow) {
  const std::string row = "ann@x.org,READ,2024-09-16 12:34:56\n";
  for (size_t at = 0; at + 1 < row.size(); at++) {
    std::string cut = row;
    cut[at] = '\n';
    EXPECT_FALSE(parse_plain(*GetParam(), cut.substr(0, at + 1)).accepted) << at;
  }
}

TEST_P(EachKernel, StopsWhereTheBatchIsFull) {
  std::string text;
  for (int row = 0; row < 100; row++) text += "ann@x.org,READ,2024-09-16 12:34:56\n";
  const size_t row_bytes = text.size() / 100;
  text = readable(text);
  EventBatch batch;
  HourCounts hours = {};
  const char* stopped = GetParam()->parse_plain_rows(text.data(), text.data() + 100 * row_bytes,
                                                     PlainDate(kDay), batch, hours);
  EXPECT_EQ(stopped, text.data() + EventBatch::kEvents * row_bytes);
  EXPECT_EQ(batch.size, EventBatch::kEvents);
  EXPECT_EQ(hours[12][1], static_cast<int64_t>(EventBatch::kEvents));
}

}  // namespace
}  // namespace crudtally
