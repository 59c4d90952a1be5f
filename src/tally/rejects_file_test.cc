#include "tally/rejects_file.h"

#include <filesystem>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/column_writer.h>
#include <parquet/file_reader.h>
#include <parquet/file_writer.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/testing.h"
#include "tally/arrow_file.h"
#include "tally/parquet_file.h"
#include "tally/testing.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

using Record = std::tuple<std::string, int64_t, std::string, std::string>;

Reject reject(uint64_t line, Reason reason, const std::string& row) {
  return {.line = line, .reason = reason, .row = row, .row_bytes = row.size()};
}

const std::vector<FileRejects> kFiles = {
    {"2024-09-16.csv", {reject(3, Reason::bad_quoting, "a\"b"), reject(7, Reason::misfiled, "")}},
    {"2024-09-16/b.csv", {reject(1, Reason::empty_email, " ,READ,2024-09-16 00:00:00")}}};

class RejectsFileTest : public ::testing::Test {
 protected:
  WrittenRejects write(const std::vector<FileRejects>& files) const {
    return write_rejects_file(path_, files);
  }

  std::vector<Record> read(const Digest& digest) const {
    std::vector<Record> records;
    read_rejects_file(path_, digest, [&](const RejectRecord& record) {
      records.emplace_back(record.file, record.line, record.reason, record.row);
    });
    return records;
  }

  // A file of one record, of whatever it says; its digest.
  Digest write_record(const std::string& file_name, int64_t line, const std::string& reason) const {
    AtomicFile file(path_);
    const auto output = std::make_shared<ArrowOutput>(file);
    const auto writer = parquet::ParquetFileWriter::Open(
        output, make_schema({text_column("file"), number_column("line"), text_column("reason"),
                             text_column("row")}));
    parquet::RowGroupWriter* group = writer->AppendRowGroup();
    const auto write_text = [&](const std::string& text) {
      const parquet::ByteArray value(text);
      static_cast<parquet::ByteArrayWriter*>(group->NextColumn())
          ->WriteBatch(1, nullptr, nullptr, &value);
    };
    write_text(file_name);
    static_cast<parquet::Int64Writer*>(group->NextColumn())->WriteBatch(1, nullptr, nullptr, &line);
    write_text(reason);
    write_text("a row");
    writer->Close();
    file.commit();
    return output->digest();
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path("2024-09-16.rejects.parquet");
};

TEST_F(RejectsFileTest, GivesBackTheRejectsInOrder) {
  EXPECT_THAT(
      read(write(kFiles).digest),
      ElementsAre(Record("2024-09-16.csv", 3, "bad_quoting", "a\"b"),
                  Record("2024-09-16.csv", 7, "misfiled", ""),
                  Record("2024-09-16/b.csv", 1, "empty_email", " ,READ,2024-09-16 00:00:00")));
}

TEST_F(RejectsFileTest, GivesBackNoRejects) {
  EXPECT_TRUE(read(write({}).digest).empty());
}

TEST_F(RejectsFileTest, ShowsRowsAsPeopleSeeThem) {
  Reject cut = reject(2, Reason::line_too_long, "start");
  cut.row_bytes = 2'000'000;
  const WrittenRejects written =
      write({{"a.csv", {reject(1, Reason::invalid_utf8, "caf\xE9"), cut}}});
  EXPECT_THAT(read(written.digest),
              ElementsAre(Record("a.csv", 1, "invalid_utf8", "caf\xEF\xBF\xBD"),
                          Record("a.csv", 2, "line_too_long", "start…[2000000 bytes]")));
}

TEST_F(RejectsFileTest, KeepsFileNamesOfAnyBytes) {
  const WrittenRejects written = write({{"100%.csv", {reject(1, Reason::misfiled, "a")}},
                                        {"\xFF\n.csv", {reject(2, Reason::misfiled, "b")}}});
  EXPECT_THAT(read(written.digest), ElementsAre(Record("100%.csv", 1, "misfiled", "a"),
                                                Record("\xFF\n.csv", 2, "misfiled", "b")));
}

TEST_F(RejectsFileTest, IsReadableByItsOwnerAlone) {
  write(kFiles);
  struct stat status;
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(RejectsFileTest, TellsItsSizeAndDigest) {
  const WrittenRejects written = write(kFiles);
  const std::string bytes = file_bytes(path_);
  EXPECT_EQ(written.bytes, bytes.size());
  EXPECT_EQ(written.digest, digest_of(bytes));
}

TEST_F(RejectsFileTest, IsTheSameBytesForTheSameRejects) {
  EXPECT_EQ(write(kFiles).digest, write(kFiles).digest);
}

TEST_F(RejectsFileTest, BoundsRowGroupsByRowsAndGivesThemAllBack) {
  FileRejects file = {"a.csv", {}};
  for (uint64_t line = 1; line <= 140'000; line++) {
    file.rejects.push_back(reject(line, static_cast<Reason>(1 + line % 9), "row"));
  }
  const WrittenRejects written = write({file});
  const auto footer = parquet::ParquetFileReader::OpenFile(path_)->metadata();
  ASSERT_EQ(footer->num_row_groups(), 2);
  EXPECT_EQ(footer->RowGroup(0)->num_rows(), 131'072);
  const std::vector<Record> records = read(written.digest);
  ASSERT_EQ(records.size(), 140'000U);
  for (uint64_t line = 1; line <= 140'000; line++) {
    ASSERT_EQ(records[line - 1], Record("a.csv", line, kReasonNames[1 + line % 9], "row"));
  }
}

TEST_F(RejectsFileTest, BoundsRowGroupsByBytesAndGivesThemAllBack) {
  FileRejects file = {"a.csv", {}};
  for (uint64_t line = 1; line <= 40; line++) {
    const std::string row(1'000'000, static_cast<char>('a' + line % 26));
    file.rejects.push_back(reject(line, Reason::wrong_field_count, row));
  }
  const WrittenRejects written = write({file});
  const auto footer = parquet::ParquetFileReader::OpenFile(path_)->metadata();
  ASSERT_EQ(footer->num_row_groups(), 3);
  EXPECT_EQ(footer->RowGroup(0)->num_rows(), 16);
  const std::vector<Record> records = read(written.digest);
  ASSERT_EQ(records.size(), 40U);
  for (size_t at = 0; at < 40; at++) {
    ASSERT_TRUE(std::get<3>(records[at]) == file.rejects[at].row) << at;
  }
}

TEST_F(RejectsFileTest, NoticesEveryFlippedBit) {
  const WrittenRejects written = write(kFiles);
  const std::string bytes = file_bytes(path_);
  for (size_t bit = 0; bit < bytes.size() * 8; bit++) {
    write_bytes(path_, flip_bit(bytes, bit));
    EXPECT_THROW(read(written.digest), UnsoundTally) << "bit " << bit;
  }
}

TEST_F(RejectsFileTest, NoticesThatItIsCutAnywhere) {
  const WrittenRejects written = write(kFiles);
  const std::string bytes = file_bytes(path_);
  for (size_t size = 0; size < bytes.size(); size++) {
    write_bytes(path_, bytes.substr(0, size));
    EXPECT_THROW(read(written.digest), UnsoundTally) << size << " bytes";
  }
}

TEST_F(RejectsFileTest, NoticesThatItIsTheFileOfAnotherTally) {
  const WrittenRejects written = write(kFiles);
  write({kFiles[0]});
  EXPECT_THAT([&] { read(written.digest); },
              ThrowsMessage<UnsoundTally>(
                  HasSubstr("rejects.parquet cannot be believed: it does not have the digest")));
}

TEST_F(RejectsFileTest, IsUnsoundWhereThereIsNoFile) {
  EXPECT_THAT([this] { read(Digest()); },
              ThrowsMessage<UnsoundTally>(HasSubstr("there is no such file")));
}

// Of the right digest, but not what this engine writes.
TEST_F(RejectsFileTest, RefusesWhatCannotBeAReject) {
  EXPECT_EQ(read(write_record("a.csv", 1, "misfiled")).size(), 1U);
  EXPECT_THAT([&] { read(write_record("a.csv", 0, "misfiled")); },
              ThrowsMessage<UnsoundTally>(HasSubstr("a line number is not positive")));
  EXPECT_THAT([&] { read(write_record("a.csv", 1, "boredom")); },
              ThrowsMessage<UnsoundTally>(HasSubstr("a reason is unknown")));
  EXPECT_THAT([&] { read(write_record("%.csv", 1, "misfiled")); },
              ThrowsMessage<UnsoundTally>(HasSubstr("a file name is not properly escaped")));
}

TEST_F(RejectsFileTest, RefusesAnotherFileOfTheRightDigest) {
  write_bytes(path_, "file,line,reason,row\n");
  EXPECT_THROW(read(digest_of("file,line,reason,row\n")), UnsoundTally);
  AtomicFile file(path_);
  const auto output = std::make_shared<ArrowOutput>(file);
  parquet::ParquetFileWriter::Open(output, make_schema({text_column("file")}))->Close();
  file.commit();
  EXPECT_THAT([&] { read(output->digest()); },
              ThrowsMessage<UnsoundTally>(HasSubstr("its columns are not those")));
}

TEST_F(RejectsFileTest, LetsThroughWhatTheVisitorThrows) {
  const WrittenRejects written = write(kFiles);
  EXPECT_THROW(read_rejects_file(path_, written.digest,
                                 [](const RejectRecord&) { throw std::out_of_range("visitor"); }),
               std::out_of_range);
}

TEST_F(RejectsFileTest, IsNotThereWhereItCannotBeWritten) {
  EXPECT_THROW(write_rejects_file(folder_.path("no/folder.parquet"), kFiles), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace crudtally
