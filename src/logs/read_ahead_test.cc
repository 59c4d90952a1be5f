#include "logs/read_ahead.h"

#include <algorithm>
#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"

namespace crudtally {
namespace {

// A log out of memory; fails after it, if that is asked for.
class TextReader final : public LogReader {
 public:
  enum class End { quiet, failing };

  TextReader(std::string text, End end) : text_(std::move(text)), end_(end) {}

  size_t read(std::span<char> space) override {
    const size_t bytes = std::min(space.size(), text_.size() - at_);
    if (bytes < space.size() && end_ == End::failing) throw Error("the log is damaged");
    std::memcpy(space.data(), text_.data() + at_, bytes);
    at_ += bytes;
    return bytes;
  }
  void check_unchanged() const override { throw LogChanged{"the log"}; }
  uint64_t bytes_read() const override { return at_; }

 private:
  std::string text_;
  End end_;
  size_t at_ = 0;
};

std::string text_of(size_t bytes) {
  std::string text;
  for (size_t line = 0; text.size() < bytes; line++) text += std::to_string(line) + "\n";
  return text.substr(0, bytes);
}

std::string read_all(LogReader& reader, size_t space_bytes) {
  std::string text;
  std::string space(space_bytes, '\0');
  while (const size_t bytes = reader.read(space)) text += space.substr(0, bytes);
  return text;
}

TEST(ReadAhead, GivesTheSameBytesWhateverTheSpaceAndTheLength) {
  for (const size_t bytes : {0, 1, 4095, 2'097'151, 2'097'152, 2'097'153, 5'000'000}) {
    const std::string text = text_of(bytes);
    for (const size_t space : {4096, 262'144, 9'000'000}) {
      const auto reader = read_ahead(std::make_unique<TextReader>(text, TextReader::End::quiet));
      EXPECT_EQ(read_all(*reader, space), text) << bytes << " " << space;
      EXPECT_EQ(reader->bytes_read(), bytes);
    }
  }
}

TEST(ReadAhead, FillsTheSpaceUntilTheEnd) {
  const auto reader =
      read_ahead(std::make_unique<TextReader>(text_of(9'000'000), TextReader::End::quiet));
  std::string space(8'500'000, '\0');
  EXPECT_EQ(reader->read(space), 8'500'000U);
  EXPECT_EQ(reader->read(space), 500'000U);
  EXPECT_EQ(reader->read(space), 0U);
}

TEST(ReadAhead, ThrowsWhatTheReaderThrows) {
  const auto reader =
      read_ahead(std::make_unique<TextReader>(text_of(5'000'000), TextReader::End::failing));
  EXPECT_THROW(read_all(*reader, 262'144), Error);
  EXPECT_THROW(reader->check_unchanged(), LogChanged);
}

TEST(ReadAhead, MayBeGivenUpAtAnyTime) {
  for (const size_t bytes : {0, 100, 10'000'000}) {
    read_ahead(std::make_unique<TextReader>(text_of(bytes), TextReader::End::quiet));
    read_ahead(std::make_unique<TextReader>(text_of(bytes), TextReader::End::failing));
  }
}

}  // namespace
}  // namespace crudtally
