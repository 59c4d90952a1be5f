#include "tally/tally_file.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/file_reader.h>

#include "base/error.h"
#include "base/testing.h"
#include "tally/rows_writer.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::vector<Row> kRows = {{"ann@example.org", {1, 2, 3, 4}},
                                {"bob@example.org", {5, 0, 0, 0}},
                                {"eve@example.org", {0, 0, 0, 6}}};

auto is_unsound(const std::string& reason) {
  return ThrowsMessage<UnsoundTally>(HasSubstr("2024-09-16.parquet cannot be believed: " + reason));
}

class TallyFileTest : public ::testing::Test {
 protected:
  TallyMetadata write(const std::vector<Row>& rows) const {
    MemoryRanges range({rows});
    return write_tally(path_, range, metadata_of(rows), 1);
  }

  std::vector<Row> read() const { return rows_of(*TallyFile::open(path_)->rows()); }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path("2024-09-16.parquet");
};

TEST_F(TallyFileTest, GivesBackRowsAndMetadata) {
  const TallyMetadata written = write(kRows);
  EXPECT_EQ(written, filled_metadata(kRows));
  const auto tally = TallyFile::open(path_);
  EXPECT_EQ(tally->metadata(), written);
  EXPECT_EQ(tally->dialect_version(), kDialectVersion);
  EXPECT_EQ(tally->bytes(), std::filesystem::file_size(path_));
  EXPECT_EQ(rows_of(*tally->rows()), kRows);
}

TEST_F(TallyFileTest, GivesBackADayWithoutEvents) {
  write({});
  EXPECT_EQ(TallyFile::open(path_)->metadata().users, 0);
  EXPECT_TRUE(read().empty());
}

TEST_F(TallyFileTest, GivesBackOneRow) {
  const std::vector<Row> rows = {{"a", {0, 0, 0, std::numeric_limits<int64_t>::max()}}};
  write(rows);
  EXPECT_EQ(read(), rows);
}

TEST_F(TallyFileTest, GivesBackManyRowGroups) {
  const std::vector<Row> rows = many_rows(300'000, 24);
  write(rows);
  EXPECT_TRUE(read() == rows);
}

TEST_F(TallyFileTest, GivesBackEmailsOf1To1024Bytes) {
  std::vector<Row> rows;
  for (size_t bytes = 1; bytes <= 1024; bytes++) {
    rows.emplace_back(std::string(bytes, 'e'), Counts{1, 0, 0, 0});
  }
  write(rows);
  EXPECT_EQ(read(), rows);
}

TEST_F(TallyFileTest, GivesTheSameBytesForTheSameDay) {
  write(kRows);
  const std::string bytes = file_bytes(path_);
  write(kRows);
  EXPECT_EQ(file_bytes(path_), bytes);
}

TEST_F(TallyFileTest, ReadsTheRowsMoreThanOnceAndInTwoPlacesAtOnce) {
  write(kRows);
  const auto tally = TallyFile::open(path_);
  const auto first = tally->rows();
  EXPECT_NE(first->next(), nullptr);
  EXPECT_EQ(rows_of(*tally->rows()), kRows);
  EXPECT_EQ(first->next(), nullptr);
}

TEST_F(TallyFileTest, ReadsTheFileThatWasOpened) {
  write(kRows);
  const auto tally = TallyFile::open(path_);
  write(many_rows(10, 20));
  EXPECT_EQ(rows_of(*tally->rows()), kRows);
}

TEST_F(TallyFileTest, ReadsRowsAfterTheTallyIsClosed) {
  write(kRows);
  const auto rows = TallyFile::open(path_)->rows();
  EXPECT_EQ(rows_of(*rows), kRows);
}

TEST_F(TallyFileTest, IsNothingWhereThereIsNoFile) {
  EXPECT_EQ(TallyFile::open(path_), nullptr);
  EXPECT_EQ(TallyFile::open(folder_.path("no/folder")), nullptr);
}

TEST_F(TallyFileTest, IsAnErrorWhereTheFileCannotBeRead) {
  EXPECT_THROW(TallyFile::open(folder_.path()), Error);
  std::filesystem::create_symlink(path_, path_);
  EXPECT_THROW(TallyFile::open(path_), Error);
}

TEST_F(TallyFileTest, NoticesEveryFlippedBit) {
  write(kRows);
  const std::string bytes = file_bytes(path_);
  for (size_t bit = 0; bit < bytes.size() * 8; bit++) {
    write_bytes(path_, flip_bit(bytes, bit));
    EXPECT_THROW(TallyFile::open(path_), UnsoundTally) << "bit " << bit;
  }
}

TEST_F(TallyFileTest, NoticesThatItIsCutAnywhere) {
  write(kRows);
  const std::string bytes = file_bytes(path_);
  for (size_t size = 0; size < bytes.size(); size++) {
    write_bytes(path_, bytes.substr(0, size));
    EXPECT_THROW(TallyFile::open(path_), UnsoundTally) << size << " bytes";
  }
}

// A file is opened once and read later: the seal is checked when it is opened, and what changes
// after that is for the run to notice.
TEST_F(TallyFileTest, NoticesDamageAfterItWasOpened) {
  write(kRows);
  const auto tally = TallyFile::open(path_);
  const auto footer = parquet::ParquetFileReader::OpenFile(path_)->metadata();
  const auto group = footer->RowGroup(0);
  const auto emails = group->ColumnChunk(0);
  const int64_t page_end = emails->data_page_offset() + emails->total_compressed_size();
  std::fstream(path_, std::ios::in | std::ios::out | std::ios::binary).seekp(page_end - 1).put('!');
  EXPECT_THAT([&] { rows_of(*tally->rows()); }, is_unsound(""));
}

TEST_F(TallyFileTest, RefusesTheTallyOfAnotherDay) {
  write(kRows);
  std::filesystem::rename(path_, folder_.path("2024-09-17.parquet"));
  EXPECT_THAT([this] { TallyFile::open(folder_.path("2024-09-17.parquet")); },
              ThrowsMessage<UnsoundTally>(HasSubstr("it is the tally of another day")));
}

TEST_F(TallyFileTest, RefusesAnotherParquetFile) {
  write_rows(path_, {kRows});
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it has no seal"));
}

TEST_F(TallyFileTest, RefusesAFileWithoutMetadata) {
  const std::string json = to_json(filled_metadata(kRows));
  write_sealed(path_, kRows, KeyValues{});
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it has no metadata \"crudtally\""));
  write_sealed(path_, kRows, KeyValues{{"crudtally", json}});
  EXPECT_THAT([this] { TallyFile::open(path_); },
              is_unsound("it has no metadata \"crudtally.digest\""));
}

TEST_F(TallyFileTest, RefusesMetadataOfAnotherDigest) {
  const std::string json = to_json(filled_metadata(kRows));
  write_sealed(path_, kRows,
               {{"crudtally", json}, {"crudtally.digest", to_hex(digest_of(json + " "))}});
  EXPECT_THAT([this] { TallyFile::open(path_); },
              is_unsound("its metadata does not have its digest"));
}

TEST_F(TallyFileTest, RefusesMetadataThatCannotBe) {
  write_sealed(path_, kRows, "{}");
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("its metadata has no proper"));
}

TEST_F(TallyFileTest, RefusesAFormatOfTheFuture) {
  std::string json = to_json(filled_metadata(kRows));
  json.replace(json.find("\"format_version\":2"), 18, "\"format_version\":999");
  write_sealed(path_, kRows, json);
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it is of format version 999"));
}

TEST_F(TallyFileTest, RefusesAnotherNumberOfRows) {
  std::vector<Row> rows = kRows;
  rows.pop_back();
  write_sealed(path_, rows, to_json(filled_metadata(kRows)));
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it has not as many rows"));
}

TEST_F(TallyFileTest, RefusesOtherRowsAtTheirEnd) {
  std::vector<Row> rows = kRows;
  std::swap(rows[0].second, rows[1].second);
  write_sealed(path_, rows, to_json(filled_metadata(kRows)));
  EXPECT_THAT([this] { read(); }, is_unsound("its rows are not those it was made of"));
}

TEST_F(TallyFileTest, RefusesRowsThatDoNotAscend) {
  std::vector<Row> rows = kRows;
  std::swap(rows[0], rows[1]);
  write_sealed(path_, rows, to_json(filled_metadata(kRows)));
  EXPECT_THAT([this] { read(); }, is_unsound("its emails do not ascend"));
}

// In version 1 the digest of the rows was another number.
class TallyFileOfVersion1 : public TallyFileTest {
 protected:
  void write_version_1(const std::vector<Row>& rows) {
    TallyMetadata metadata = filled_metadata(kRows);
    metadata.rows_digest = 0x123456789;
    std::string json = to_json(metadata);
    json.replace(json.find("\"format_version\":2"), 18, "\"format_version\":1");
    write_sealed(path_, rows, json);
  }
};

TEST_F(TallyFileOfVersion1, IsReadWithTheDigestOfToday) {
  write_version_1(kRows);
  EXPECT_EQ(TallyFile::open(path_)->metadata(), filled_metadata(kRows));
  EXPECT_EQ(rows_of(*TallyFile::open(path_)->rows()), kRows);
}

TEST_F(TallyFileOfVersion1, IsRefusedWithOtherSums) {
  std::vector<Row> rows = kRows;
  rows[1].second[0]++;
  write_version_1(rows);
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("its counts do not add up"));
}

TEST_F(TallyFileTest, GivesBackItsRowsInRanges) {
  const std::vector<Row> rows = many_rows(RowsEncoder::kRowGroupRows + 1000, 24);
  write(rows);
  const auto tally = TallyFile::open(path_);
  const auto ranges = tally->ranges();
  EXPECT_EQ(ranges->rows(), rows.size());
  const std::vector<std::string> begins = ranges->range_begins();
  EXPECT_THAT(begins, ElementsAre(rows[0].first, rows[RowsEncoder::kRowGroupRows].first));
  std::vector<Row> read = rows_of(*ranges->range("", rows[70].first));
  std::ranges::move(rows_of(*ranges->range(rows[70].first, begins[1])), std::back_inserter(read));
  std::ranges::move(rows_of(*ranges->range(begins[1], "")), std::back_inserter(read));
  EXPECT_TRUE(read == rows);
}

TEST_F(TallyFileTest, OfNoRowsHasNoPlacesWhereRangesBegin) {
  write({});
  const auto tally = TallyFile::open(path_);
  const auto ranges = tally->ranges();
  EXPECT_EQ(ranges->rows(), 0U);
  EXPECT_TRUE(ranges->range_begins().empty());
  EXPECT_TRUE(rows_of(*ranges->range("", "m")).empty());
  EXPECT_TRUE(rows_of(*ranges->range("m", "")).empty());
}

// What they are is not found by looking at borders that are not where the rows say: a range throws,
// or all of them add up to something else.
TEST_F(TallyFileTest, RefusesRowsThatDoNotAscendInRangesToo) {
  std::vector<Row> rows = kRows;
  std::swap(rows[0], rows[2]);
  write_sealed(path_, rows, to_json(filled_metadata(kRows)));
  const auto tally = TallyFile::open(path_);
  const auto read = [&](std::string_view border) {
    const auto ranges = tally->ranges();
    RunTotals totals;
    EXPECT_EQ(totals.add(batch_of(rows_of(*ranges->range("", border)))), "");
    EXPECT_EQ(totals.add(batch_of(rows_of(*ranges->range(border, "")))), "");
    if (totals.rows_digest() != tally->metadata().rows_digest) throw UnsoundTally("other rows");
  };
  for (const char* border : {"a", "ann@example.org", "b", "bob@example.org", "c", "f"}) {
    EXPECT_THROW(read(border), UnsoundTally) << border;
  }
}

}  // namespace
}  // namespace crudtally
