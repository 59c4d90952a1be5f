#include "tally/parquet_file.h"

#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crudtally {
namespace {

using ::testing::StrEq;
using ::testing::ThrowsMessage;

// Something to call that throws `failure`.
template <typename Failure>
auto throwing(const Failure& failure) {
  return [failure] { throw failure; };
}

TEST(ReadingParquet, GivesWhatWasRead) {
  EXPECT_EQ(reading_parquet("a.parquet", [] { return 7; }), 7);
}

TEST(ReadingParquet, TakesWhatParquetThrowsForAnUnsoundFile) {
  EXPECT_THAT([] { reading_parquet("a.parquet", throwing(parquet::ParquetException("bad page"))); },
              ThrowsMessage<UnsoundTally>(StrEq("a.parquet cannot be believed: bad page")));
  EXPECT_THROW(reading_parquet("a.parquet", throwing(std::bad_alloc())), UnsoundTally);
}

TEST(ReadingParquet, LetsThroughWhatIsUnsoundAlready) {
  EXPECT_THAT([] { reading_parquet("a.parquet", throwing(unsound("b.parquet", "no seal"))); },
              ThrowsMessage<UnsoundTally>(StrEq("b.parquet cannot be believed: no seal")));
}

TEST(ReadingParquet, LetsThroughAnErrorWithItsStatus) {
  try {
    reading_parquet("a.parquet", throwing(Error("interrupted", ExitStatus::interrupted)));
    FAIL() << "the error is lost";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "interrupted");
    EXPECT_EQ(error.status(), ExitStatus::interrupted);
  }
}

TEST(WritingParquet, TakesWhatParquetThrowsForAnError) {
  EXPECT_THAT(
      [] { writing_parquet("a.parquet", throwing(parquet::ParquetException("too large"))); },
      ThrowsMessage<Error>(StrEq("cannot write a.parquet: too large")));
}

TEST(WritingParquet, LetsThroughAnError) {
  EXPECT_THAT([] { writing_parquet("a.parquet", throwing(Error("the disk is full"))); },
              ThrowsMessage<Error>(StrEq("the disk is full")));
}

}  // namespace
}  // namespace crudtally
