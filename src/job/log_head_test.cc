#include "job/log_head.h"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"

namespace crudtally {
namespace {

LogHead head_of(std::string_view text) {
  const TemporaryFolder folder;
  LogFile file;
  file.path = folder.path("2024-09-16.csv");
  file.name = file.stem = "2024-09-16.csv";
  std::ofstream(file.path, std::ios::binary) << text;
  file.stat = *stat_file(file.path);
  return read_head(file);
}

TEST(LogHead, HasThePlainColumnsWithoutAHeader) {
  const LogHead head = head_of("ann,READ,2024-09-16 07:00:00\n");
  EXPECT_EQ(head.begin, 0U);
  EXPECT_EQ(head.columns, Columns());
  EXPECT_EQ(head.header, std::nullopt);
}

TEST(LogHead, TellsWhereTheHeaderBeginsBehindBlankLines) {
  const LogHead head = head_of("\n \t\r\naction,email,timestamp,x\nfoo\n");
  EXPECT_EQ(head.columns, (Columns{4, 1, 0, 2}));
  EXPECT_EQ(head.header, 5U);
}

TEST(LogHead, FindsAHeaderBehindBlankLinesOfManyPieces) {
  const std::string blanks = std::string(3'000'000, ' ') + "\n" + std::string(5000, '\n');
  const LogHead head = head_of(blanks + "email,action,timestamp");
  EXPECT_EQ(head.header, blanks.size());
}

TEST(LogHead, SkipsAByteOrderMark) {
  EXPECT_EQ(head_of("\xEF\xBB\xBF").begin, 3U);
  const LogHead head = head_of(
      "\xEF\xBB\xBF"
      "email,action,timestamp\n");
  EXPECT_EQ(head.begin, 3U);
  EXPECT_EQ(head.header, 3U);
}

TEST(LogHead, SkipsOneByteOrderMarkAndNoMore) {
  EXPECT_EQ(head_of("\xEF\xBB\xBF\xEF\xBB\xBF"
                    "email,action,timestamp\n")
                .header,
            std::nullopt);
}

TEST(LogHead, OfAnEmptyOrBlankFileHasNoHeader) {
  EXPECT_EQ(head_of("").header, std::nullopt);
  EXPECT_EQ(head_of("\n\n  \n").header, std::nullopt);
}

TEST(LogHead, LooksAtTheFirstRowAlone) {
  EXPECT_EQ(head_of("x\nemail,action,timestamp\n").header, std::nullopt);
  EXPECT_EQ(head_of(std::string(2'000'000, 'x') + "\nemail,action,timestamp\n").header,
            std::nullopt);
}

TEST(LogHead, RefusesUtf16) {
  for (const std::string_view mark : {"\xFF\xFE", "\xFE\xFF"}) {
    try {
      head_of(std::string(mark) + "a");
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("2024-09-16.csv is UTF-16"));
    }
  }
}

}  // namespace
}  // namespace crudtally
