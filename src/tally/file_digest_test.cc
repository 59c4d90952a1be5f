#include "tally/file_digest.h"

#include <gtest/gtest.h>

#include "base/testing.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

// 700,000 bytes, more than two of the pieces that a file is read by.
std::string long_text() {
  std::string text(700'000, '\0');
  for (size_t at = 0; at < text.size(); at++) text[at] = static_cast<char>(at % 251);
  return text;
}

class UpdateFromFile : public ::testing::Test {
 protected:
  UpdateFromFile() { write_bytes(folder_.path("file"), text_); }

  const std::string text_ = long_text();
  TemporaryFolder folder_;
};

TEST_F(UpdateFromFile, AddsAllBytesOfAFile) {
  DigestStream digest;
  EXPECT_TRUE(update_from_file(digest, File::open(folder_.path("file")), 0, text_.size()));
  EXPECT_EQ(digest.digest(), digest_of(text_));
}

TEST_F(UpdateFromFile, AddsPartsOneAfterTheOther) {
  const File file = File::open(folder_.path("file"));
  DigestStream digest;
  EXPECT_TRUE(update_from_file(digest, file, 3, 300'001));
  EXPECT_TRUE(update_from_file(digest, file, 5, 5));
  EXPECT_TRUE(update_from_file(digest, file, 699'999, 700'000));
  EXPECT_EQ(digest.digest(), digest_of(text_.substr(3, 299'998) + text_.substr(699'999)));
}

TEST_F(UpdateFromFile, SaysThatTheFileEndsBefore) {
  DigestStream digest;
  EXPECT_FALSE(update_from_file(digest, File::open(folder_.path("file")), 0, text_.size() + 1));
}

}  // namespace
}  // namespace crudtally
