#include "report/csv.h"

#include <gtest/gtest.h>

namespace crudtally {
namespace {

std::string field(std::string_view text) {
  std::string csv;
  append_csv_field(csv, text);
  return csv;
}

TEST(AppendCsvField, WritesMostFieldsAsTheyAre) {
  for (const std::string_view text :
       {"", "a", "alice@example.com", "user+tag@example.com", " blanks kept ", "tab\there",
        "semi;colon", "o'hara@example.com", "jürgen@example.com", "\x01", "\xff\xfe"}) {
    EXPECT_EQ(field(text), text);
  }
}

TEST(AppendCsvField, QuotesAFieldThatHoldsASpecialByte) {
  EXPECT_EQ(field("a,b"), R"("a,b")");
  EXPECT_EQ(field("a\rb"), "\"a\rb\"");
  EXPECT_EQ(field("a\nb"), "\"a\nb\"");
  EXPECT_EQ(field(","), R"(",")");
}

TEST(AppendCsvField, DoublesQuotes) {
  EXPECT_EQ(field("a\"b"), R"("a""b")");
  EXPECT_EQ(field("\""), R"("""")");
  EXPECT_EQ(field("\"quoted\""), R"("""quoted""")");
}

TEST(AppendCsvField, KeepsANulByte) {
  EXPECT_EQ(field(std::string_view("a\0b", 3)), std::string("a\0b", 3));
}

// Fields are looked at in words of 8 bytes: wherever the special byte stands, it must be seen.
TEST(AppendCsvField, SeesASpecialByteAtEveryPlace) {
  for (const char filler : {'x', '+', ' ', '\xff'}) {
    for (size_t size = 1; size <= 40; size++) {
      EXPECT_EQ(field(std::string(size, filler)), std::string(size, filler));
      for (size_t at = 0; at < size; at++) {
        for (const char special : {',', '\r', '\n'}) {
          std::string text(size, filler);
          text[at] = special;
          EXPECT_EQ(field(text), '"' + text + '"') << size << " " << at;
        }
      }
    }
  }
}

TEST(AppendCsvField, AppendsToWhatIsThere) {
  std::string csv = "first,";
  append_csv_field(csv, "a,b");
  append_csv_field(csv, "c");
  EXPECT_EQ(csv, R"(first,"a,b"c)");
}

TEST(WriteCsvField, WritesNoMoreThanTheLongestField) {
  const std::string quotes(1000, '"');
  std::string space(longest_csv_field(quotes.size()), '-');
  EXPECT_EQ(write_csv_field(space.data(), quotes), space.data() + space.size());
  EXPECT_EQ(space, '"' + quotes + quotes + '"');
}

}  // namespace
}  // namespace crudtally
