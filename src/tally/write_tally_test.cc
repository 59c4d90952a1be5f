#include <csignal>
#include <filesystem>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/testing.h"
#include "tally/tally_file.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::vector<Row> kRows = {{"ann@example.org", {1, 2, 3, 4}},
                                {"bob@example.org", {5, 0, 0, 0}},
                                {"eve@example.org", {0, 0, 0, 6}}};

class WriteTallyTest : public ::testing::Test {
 protected:
  TallyMetadata write(const std::vector<Row>& rows) const {
    return write_ranges({rows}, metadata_of(rows));
  }
  TallyMetadata write_ranges(const std::vector<std::vector<Row>>& ranges,
                             const TallyMetadata& metadata, size_t threads = 1) const {
    MemoryRanges rows(ranges);
    return write_tally(path_, rows, metadata, threads);
  }

  std::vector<Row> read() const { return rows_of(*TallyFile::open(path_)->rows()); }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path("2024-09-16.parquet");
};

TEST_F(WriteTallyTest, IsNotWrittenWhereTheBooksDoNotBalance) {
  TallyMetadata metadata = metadata_of(kRows);
  metadata.events++;
  metadata.rows++;
  EXPECT_THAT([&] { write_ranges({kRows}, metadata); },
              ThrowsMessage<Error>(HasSubstr("the counts do not add up to events")));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(WriteTallyTest, IsNotWrittenFromWhatIsNoRun) {
  EXPECT_THAT(
      [this] {
        write_ranges({{kRows[1], kRows[0]}}, metadata_of(kRows));
      },
      ThrowsMessage<Error>(HasSubstr("its emails do not ascend")));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(WriteTallyTest, IsNotWrittenWhereASumPasses64Bits) {
  const Row most = {"a", {std::numeric_limits<int64_t>::max(), 0, 0, 0}};
  const Row one = {"b", {1, 0, 0, 0}};
  for (const std::vector<std::vector<Row>>& ranges :
       std::vector<std::vector<std::vector<Row>>>{{{most, one}}, {{most}, {one}}}) {
    EXPECT_THAT([&] { write_ranges(ranges, metadata_of({})); },
                ThrowsMessage<Error>(HasSubstr("its counts add up to more than 2^63 - 1")));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }
}

TEST_F(WriteTallyTest, LeavesTheOldFileWhereTheNewOneFails) {
  write(kRows);
  const std::string bytes = file_bytes(path_);
  EXPECT_THROW(write_ranges({many_rows(10, 20)}, metadata_of(kRows)), Error);
  EXPECT_EQ(file_bytes(path_), bytes);
}

TEST_F(WriteTallyTest, IsNotWrittenOnceTheWorkIsToStop) {
  ChildProcess child([this](const ChildProcess::Ready&) {
    catch_stop_signals();
    ::raise(SIGTERM);
    write(kRows);
    return 0;
  });
  EXPECT_EQ(child.wait(), static_cast<int>(ExitStatus::terminated));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(WriteTallyTest, IsWrittenFromRangesOnAnyNumberOfThreads) {
  const std::vector<Row> rows = many_rows(100'000, 24);
  TestRandom random;
  const std::vector<std::vector<Row>> ranges = in_ranges(rows, 15, random);
  EXPECT_EQ(write_ranges(ranges, metadata_of(rows)), filled_metadata(rows));
  EXPECT_TRUE(read() == rows);
  const std::string bytes = file_bytes(path_);
  for (const size_t threads : {2, 4, 30}) {
    EXPECT_EQ(write_ranges(ranges, metadata_of(rows), threads), filled_metadata(rows));
    EXPECT_TRUE(file_bytes(path_) == bytes) << threads;
  }
}

TEST_F(WriteTallyTest, IsNotWrittenWhereRangesDoNotFollowOnEachOther) {
  for (const size_t threads : {1, 3}) {
    EXPECT_THAT(
        [&] {
          write_ranges({{kRows[1]}, {kRows[0]}}, metadata_of(kRows), threads);
        },
        ThrowsMessage<Error>(HasSubstr("its emails do not ascend")));
    EXPECT_THAT(
        [&] {
          write_ranges({kRows, {}, {kRows[2]}}, metadata_of(kRows), threads);
        },
        ThrowsMessage<Error>(HasSubstr("its emails do not ascend")));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }
}

TEST_F(WriteTallyTest, IsWrittenFromTheRowsOfAnother) {
  write(kRows);
  const auto rows = TallyFile::open(path_)->rows();
  OneRange range(*rows);
  write_tally(folder_.path("copy.parquet"), range, metadata_of(kRows), 1);
  EXPECT_EQ(file_bytes(folder_.path("copy.parquet")), file_bytes(path_));
}

TEST_F(WriteTallyTest, IsWrittenOnceMoreWithOtherMetadata) {
  TallyMetadata metadata = filled_metadata(kRows);
  metadata.sources = {{"2024-09-16", {1, 2, 3, 4}, 5, {6, 7}, 8}};
  MemoryRanges ranges({{kRows[0]}, {kRows[1], kRows[2]}});
  prepare_tally_again(path_, ranges, metadata, 2).publish();
  EXPECT_EQ(TallyFile::open(path_)->metadata(), metadata);
}

TEST_F(WriteTallyTest, IsNotWrittenOnceMoreFromOtherRows) {
  std::vector<std::vector<Row>> others(4, kRows);
  std::swap(others[0][0].second, others[0][1].second);
  others[1][1].second[2]++;
  others[2].pop_back();
  others[3][0].first += "x";
  for (const std::vector<Row>& rows : others) {
    MemoryRanges ranges({rows});
    EXPECT_THROW(prepare_tally_again(path_, ranges, filled_metadata(kRows), 1), UnsoundTally);
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }
}

TEST_F(WriteTallyTest, LeavesPublishingToWhoeverHasPreparedIt) {
  write(kRows);
  const std::string old_bytes = file_bytes(path_);
  const std::vector<Row> rows = many_rows(10, 20);
  {
    MemoryRanges ranges({rows});
    PendingTally tally = prepare_tally(path_, ranges, metadata_of(rows), 1);
    EXPECT_EQ(tally.metadata, filled_metadata(rows));
    EXPECT_EQ(file_bytes(path_), old_bytes);
    tally.publish();
    EXPECT_EQ(read(), rows);
  }
  EXPECT_EQ(read(), rows);
}

TEST_F(WriteTallyTest, LeavesNothingBehindThatIsNotPublished) {
  {
    MemoryRanges ranges({kRows});
    prepare_tally(path_, ranges, metadata_of(kRows), 1);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace crudtally
