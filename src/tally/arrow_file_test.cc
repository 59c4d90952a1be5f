#include "tally/arrow_file.h"

#include <limits>

#include <arrow/buffer.h>
#include <gtest/gtest.h>

#include "base/testing.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

class ArrowInputTest : public ::testing::Test {
 protected:
  ArrowInputTest() {
    write_bytes(folder_.path("file"), "0123456789");
    input_ = std::make_unique<ArrowInput>(
        std::make_shared<const File>(File::open(folder_.path("file"))));
  }

  TemporaryFolder folder_;
  std::unique_ptr<ArrowInput> input_;
};

TEST_F(ArrowInputTest, ReadsOnFromItsPosition) {
  EXPECT_EQ(input_->Read(4).ValueOrDie()->ToString(), "0123");
  EXPECT_EQ(input_->Tell().ValueOrDie(), 4);
  EXPECT_EQ(input_->ReadAt(8, 1).ValueOrDie()->ToString(), "8");
}

TEST_F(ArrowInputTest, ReadsLessAtTheEndOfTheFile) {
  EXPECT_EQ(input_->GetSize().ValueOrDie(), 10);
  EXPECT_EQ(input_->ReadAt(7, 100).ValueOrDie()->ToString(), "789");
  EXPECT_EQ(input_->ReadAt(10, 1).ValueOrDie()->ToString(), "");
}

TEST_F(ArrowInputTest, RefusesWhatLiesOutOfTheFile) {
  EXPECT_FALSE(input_->Seek(-1).ok());
  EXPECT_FALSE(input_->Seek(11).ok());
  EXPECT_FALSE(input_->ReadAt(std::numeric_limits<int64_t>::max(), 1).ok());
  EXPECT_FALSE(input_->Read(-1).ok());
}

TEST(ArrowOutput, WritesIntoTheFileAndKeepsTheDigest) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("file"));
  ArrowOutput output(file);
  EXPECT_TRUE(output.Write(std::string_view("one ")).ok());
  EXPECT_TRUE(output.Write(std::string_view("two")).ok());
  EXPECT_EQ(output.Tell().ValueOrDie(), 7);
  EXPECT_EQ(output.digest(), digest_of("one two"));
  file.commit();
  EXPECT_EQ(file_bytes(folder.path("file")), "one two");
}

TEST(ArrowOutput, HoldsBytesSoThatOthersCanBePutBeforeThem) {
  const TemporaryFolder folder;
  AtomicFile file(folder.path("file"));
  ArrowOutput output(file);
  EXPECT_TRUE(output.Write(std::string_view("pages ")).ok());
  output.hold();
  EXPECT_TRUE(output.Write(std::string_view("foo")).ok());
  EXPECT_TRUE(output.Write(std::string_view("ter")).ok());
  EXPECT_EQ(output.position(), 12);
  EXPECT_EQ(output.digest(), digest_of("pages footer"));
  const std::string held = output.release();
  output.write_aside("seal ");
  output.write_aside(held);
  EXPECT_EQ(output.digest(), digest_of("pages footer"));
  file.commit();
  EXPECT_EQ(file_bytes(folder.path("file")), "pages seal footer");
}

}  // namespace
}  // namespace crudtally
