#include "tally/tally_file.h"

#include <csignal>
#include <filesystem>
#include <limits>

#include <arrow/util/key_value_metadata.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/file_reader.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/testing.h"
#include "tally/rows_writer.h"
#include "tally/run_totals.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

using KeyValues = std::vector<std::pair<std::string, std::string>>;

const std::vector<Row> kRows = {{"ann@example.org", {1, 2, 3, 4}},
                                {"bob@example.org", {5, 0, 0, 0}},
                                {"eve@example.org", {0, 0, 0, 6}}};

auto is_unsound(const std::string& reason) {
  return ThrowsMessage<UnsoundTally>(HasSubstr("2024-09-16.parquet cannot be believed: " + reason));
}

// What write_tally would fill in.
TallyMetadata filled_metadata(const std::vector<Row>& rows) {
  TallyMetadata metadata = metadata_of(rows);
  RunTotals totals;
  totals.add(batch_of(rows));
  metadata.users = totals.users();
  metadata.sums = totals.sums();
  metadata.rows_digest = totals.rows_digest();
  return metadata;
}

class TallyFileTest : public ::testing::Test {
 protected:
  TallyMetadata write(const std::vector<Row>& rows) const {
    MemoryRun run(rows);
    return write_tally(path_, run, metadata_of(rows));
  }

  // A file with a seal that is right, whatever else it holds: what is sealed need not be sound.
  void write_sealed(const std::vector<Row>& rows, const KeyValues& key_values) const {
    AtomicFile file(path_);
    RowsWriter writer(file);
    writer.append(batch_of(rows));
    writer.finish(key_values, RowsWriter::Seal::sealed);
    file.commit();
  }
  void write_sealed(const std::vector<Row>& rows, const std::string& json) const {
    write_sealed(rows, {{"crudtally", json}, {"crudtally.digest", to_hex(digest_of(json))}});
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
  AtomicFile file(path_);
  RowsWriter writer(file);
  writer.append(batch_of(kRows));
  writer.finish({}, RowsWriter::Seal::none);
  file.commit();
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it has no seal"));
}

TEST_F(TallyFileTest, RefusesAFileWithoutMetadata) {
  const std::string json = to_json(filled_metadata(kRows));
  write_sealed(kRows, KeyValues{});
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it has no metadata \"crudtally\""));
  write_sealed(kRows, KeyValues{{"crudtally", json}});
  EXPECT_THAT([this] { TallyFile::open(path_); },
              is_unsound("it has no metadata \"crudtally.digest\""));
}

TEST_F(TallyFileTest, RefusesMetadataOfAnotherDigest) {
  const std::string json = to_json(filled_metadata(kRows));
  write_sealed(kRows, {{"crudtally", json}, {"crudtally.digest", to_hex(digest_of(json + " "))}});
  EXPECT_THAT([this] { TallyFile::open(path_); },
              is_unsound("its metadata does not have its digest"));
}

TEST_F(TallyFileTest, RefusesMetadataThatCannotBe) {
  write_sealed(kRows, "{}");
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("its metadata has no proper"));
}

TEST_F(TallyFileTest, RefusesAFormatOfTheFuture) {
  std::string json = to_json(filled_metadata(kRows));
  json.replace(json.find("\"format_version\":1"), 18, "\"format_version\":999");
  write_sealed(kRows, json);
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it is of format version 999"));
}

TEST_F(TallyFileTest, RefusesAnotherNumberOfRows) {
  std::vector<Row> rows = kRows;
  rows.pop_back();
  write_sealed(rows, to_json(filled_metadata(kRows)));
  EXPECT_THAT([this] { TallyFile::open(path_); }, is_unsound("it has not as many rows"));
}

TEST_F(TallyFileTest, RefusesOtherRowsAtTheirEnd) {
  std::vector<Row> rows = kRows;
  std::swap(rows[0].second, rows[1].second);
  write_sealed(rows, to_json(filled_metadata(kRows)));
  EXPECT_THAT([this] { read(); }, is_unsound("its rows are not those it was made of"));
}

TEST_F(TallyFileTest, RefusesRowsThatDoNotAscend) {
  std::vector<Row> rows = kRows;
  std::swap(rows[0], rows[1]);
  write_sealed(rows, to_json(filled_metadata(kRows)));
  EXPECT_THAT([this] { read(); }, is_unsound("its emails do not ascend"));
}

TEST_F(TallyFileTest, IsNotWrittenWhereTheBooksDoNotBalance) {
  MemoryRun run(kRows);
  TallyMetadata metadata = metadata_of(kRows);
  metadata.events++;
  metadata.rows++;
  EXPECT_THAT([&] { write_tally(path_, run, metadata); },
              ThrowsMessage<Error>(HasSubstr("the counts do not add up to events")));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(TallyFileTest, IsNotWrittenFromWhatIsNoRun) {
  MemoryRun run({kRows[1], kRows[0]});
  EXPECT_THAT([&] { write_tally(path_, run, metadata_of(kRows)); },
              ThrowsMessage<Error>(HasSubstr("its emails do not ascend")));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(TallyFileTest, IsNotWrittenWhereASumPasses64Bits) {
  MemoryRun run({{"a", {std::numeric_limits<int64_t>::max(), 0, 0, 0}}, {"b", {1, 0, 0, 0}}});
  EXPECT_THAT([&] { write_tally(path_, run, metadata_of({})); },
              ThrowsMessage<Error>(HasSubstr("its counts add up to more than 2^63 - 1")));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(TallyFileTest, LeavesTheOldFileWhereTheNewOneFails) {
  write(kRows);
  const std::string bytes = file_bytes(path_);
  MemoryRun run(many_rows(10, 20));
  EXPECT_THROW(write_tally(path_, run, metadata_of(kRows)), Error);
  EXPECT_EQ(file_bytes(path_), bytes);
}

TEST_F(TallyFileTest, IsNotWrittenOnceTheWorkIsToStop) {
  ChildProcess child([this](const ChildProcess::Ready&) {
    catch_stop_signals();
    ::raise(SIGTERM);
    write(kRows);
    return 0;
  });
  EXPECT_EQ(child.wait(), static_cast<int>(ExitStatus::terminated));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(TallyFileTest, IsWrittenFromTheRowsOfAnother) {
  write(kRows);
  const auto rows = TallyFile::open(path_)->rows();
  write_tally(folder_.path("copy.parquet"), *rows, metadata_of(kRows));
  EXPECT_EQ(file_bytes(folder_.path("copy.parquet")), file_bytes(path_));
}

}  // namespace
}  // namespace crudtally
