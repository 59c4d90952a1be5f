#include "core/line_buffer.h"

#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/reject.h"

namespace crudtally {
namespace {

using testing::ElementsAre;

constexpr size_t kPage = 4096;

// Feeds `text` in pieces of `piece` bytes; what comes out, a line each, long ones as
// "LONG kept-bytes/bytes blank?".
std::vector<std::string> lines_of(std::string_view text, size_t piece) {
  LineBuffer buffer(kPage);
  std::vector<std::string> lines;
  const auto fetch = [&] {
    LongLine line;
    if (buffer.fetch_long_line(line)) {
      lines.push_back("LONG " + std::to_string(line.kept.size()) + "/" +
                      std::to_string(line.bytes) + (line.blank ? " blank" : ""));
    }
    std::string_view rest = buffer.lines();
    while (!rest.empty()) {
      const size_t end = rest.find('\n') + 1;
      lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
  };
  while (!text.empty()) {
    const std::string_view bytes = text.substr(0, piece);
    std::memcpy(buffer.space().data(), bytes.data(), bytes.size());
    buffer.take(0, bytes.size());
    fetch();
    text.remove_prefix(bytes.size());
  }
  buffer.end_input();
  fetch();
  return lines;
}

TEST(LineBuffer, GivesTheSameLinesWhateverThePieces) {
  const std::string text = "one\ntwo\r\n\n\nthree, rather long\nlast";
  for (size_t piece = 1; piece <= text.size(); piece++) {
    EXPECT_THAT(lines_of(text, piece),
                ElementsAre("one\n", "two\r\n", "\n", "\n", "three, rather long\n", "last\n"))
        << piece;
  }
}

TEST(LineBuffer, BeginsThePieceOnAPagesBorder) {
  LineBuffer buffer(kPage);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.space().data()) % kPage, 0U);
  EXPECT_EQ(buffer.space().size(), kPage);
}

TEST(LineBuffer, CarriesARowOfTheLongestLengthAndNoLonger) {
  const std::string longest(kLongestRowBytes, 'x');
  for (const std::string end : {"\n", "\r\n", "", "\r"}) {
    const auto lines = lines_of("a\n" + longest + end, kPage);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].substr(0, kLongestRowBytes), longest);
  }
  // What ends within the piece that follows needs no carrying, however long.
  EXPECT_THAT(lines_of("a\n" + longest + std::string(2 * kPage, 'y') + "\nb\n", kPage),
              ElementsAre("a\n", "LONG 65536/1056768", "b\n"));
}

TEST(LineBuffer, TellsTheLengthOfALongLineWithoutItsEnd) {
  const std::string text(3'000'000, 'x');
  for (const std::string end : {"\n", "\r\n", "", "\r"}) {
    EXPECT_THAT(lines_of(text + end, kPage), ElementsAre("LONG 65536/3000000")) << end.size();
  }
  EXPECT_THAT(lines_of(text + "\r\r\n", kPage), ElementsAre("LONG 65536/3000001"));
}

TEST(LineBuffer, KnowsThatALongLineIsBlank) {
  const std::string blanks(1'500'000, ' ');
  for (const std::string end : {"\n", "\r\n", "\t\n", "\r"}) {
    const auto lines = lines_of(blanks + end + "a\n", kPage);
    ASSERT_FALSE(lines.empty());
    if (end != "\r") {
      EXPECT_THAT(lines[0], testing::EndsWith(" blank"));
    } else {
      EXPECT_THAT(lines[0], testing::Not(testing::EndsWith(" blank")));
    }
  }
  EXPECT_THAT(lines_of(blanks, kPage), ElementsAre("LONG 65536/1500000 blank"));
  EXPECT_THAT(lines_of(blanks + "x" + blanks, kPage), ElementsAre("LONG 65536/3000001"));
}

}  // namespace
}  // namespace crudtally
