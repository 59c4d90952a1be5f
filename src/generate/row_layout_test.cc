#include "generate/row_layout.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crudtally {
namespace {

using ::testing::AnyOf;
using ::testing::MatchesRegex;

std::string row_of(const RowLayout& layout, uint64_t number) {
  std::string row(200, '\0');
  char* end = layout.write_row({"a@b.test", "READ", "2024-09-16 10:00:00"}, number, row.data());
  end = layout.write_line_end(end);
  row.resize(static_cast<size_t>(end - row.data()));
  return row;
}

TEST(RowLayout, WritesTheThreeFieldsInTheContractsOrder) {
  const RowLayout layout(false, false);
  EXPECT_EQ(layout.header(), "email,action,timestamp");
  EXPECT_EQ(row_of(layout, 1), "a@b.test,READ,2024-09-16 10:00:00\n");
}

TEST(RowLayout, EndsLinesInCrlfWhereAsked) {
  EXPECT_EQ(row_of(RowLayout(false, true), 1), "a@b.test,READ,2024-09-16 10:00:00\r\n");
}

TEST(RowLayout, ShufflesTheColumnsAmongExtraOnes) {
  const RowLayout layout(true, false);
  EXPECT_EQ(layout.header(), "Timestamp,region,Action,Email,session");
  for (uint64_t number = 0; number < 100; number++) {
    EXPECT_THAT(row_of(layout, number),
                MatchesRegex("2024-09-16 10:00:00,([a-z-]+|\"Berlin, Mitte\"),READ,a@b.test,"
                             "[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]\n"));
  }
}

TEST(RowLayout, QuotesAnExtraColumnNowAndThen) {
  const RowLayout layout(true, false);
  int quoted = 0;
  for (uint64_t number = 0; number < 1000; number++) {
    quoted += row_of(layout, number).find('"') != std::string::npos;
  }
  EXPECT_NEAR(quoted, 250, 70);
}

}  // namespace
}  // namespace crudtally
