#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/dialect.h"
#include "core/kernel.h"
#include "core/testing.h"

namespace crudtally {
namespace {

class EachScan : public testing::TestWithParam<const Kernel*> {};

INSTANTIATE_TEST_SUITE_P(Kernels, EachScan, testing::ValuesIn(kernels()),
                         [](const auto& kernel) { return std::string(kernel.param->name); });

TEST(Kernels, AlwaysHaveThePortableOne) {
  ASSERT_NE(find_kernel("portable"), nullptr);
  EXPECT_EQ(find_kernel("portable")->name, "portable");
  EXPECT_EQ(find_kernel("abacus"), nullptr);
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

// The line ends that the kernel stores, with no more room for them than it may ask for.
std::vector<uint32_t> ends_by(const Kernel& kernel, std::string_view bytes, RowScan& scan) {
  const ReadableText readable(bytes);
  std::vector<uint32_t> ends(bytes.size() + kSpareLineEnds);
  ends.resize(kernel.scan_rows(readable.text(), scan, ends.data()));
  return ends;
}

TEST_P(EachScan, CountsLinesAndRowsWhateverThePieces) {
  TestRandom random;
  for (int round = 0; round < 3000; round++) {
    // Mostly blanks and line ends, so that every kind of border comes up.
    std::string text;
    const std::string_view letters = round % 2 == 0 ? "\n\n\r \tx" : "\n\r         x";
    for (unsigned bytes = random(300); bytes != 0; bytes--) {
      text += letters[random(letters.size())];
    }
    RowScan whole;
    for (size_t at = 0; at < text.size();) {
      const std::string piece = text.substr(at, 1 + random(150));
      ASSERT_EQ(ends_by(*GetParam(), piece, whole), line_ends(piece))
          << testing::PrintToString(piece);
      at += piece.size();
    }
    const LinesAndRows expected = count_by_hand(text);
    ASSERT_EQ(whole.lines, expected.lines) << testing::PrintToString(text);
    ASSERT_EQ(whole.rows, expected.rows) << testing::PrintToString(text);
  }
}

TEST_P(EachScan, TellsWhereLinesEndHoweverManyThereAre) {
  TestRandom random;
  for (const size_t one_in : {1, 2, 5, 20, 60, 500}) {
    for (size_t bytes = 0; bytes < 400; bytes++) {
      std::string text(bytes, 'x');
      for (char& byte : text) {
        if (random(one_in) == 0) byte = '\n';
      }
      RowScan ignored;
      ASSERT_EQ(ends_by(*GetParam(), text, ignored), line_ends(text)) << one_in << " " << bytes;
    }
  }
}

TEST_P(EachScan, TakesNoOtherByteForALineEnd) {
  std::string text;
  for (int byte = 0; byte < 256; byte++) text += static_cast<char>(byte);
  RowScan ignored;
  EXPECT_EQ(ends_by(*GetParam(), text, ignored), std::vector<uint32_t>{'\n' + 1});
}

}  // namespace
}  // namespace crudtally
