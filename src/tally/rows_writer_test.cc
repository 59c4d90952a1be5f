#include "tally/rows_writer.h"

#include <csignal>
#include <filesystem>

#include <arrow/util/key_value_metadata.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/testing.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

using KeyValues = std::vector<std::pair<std::string, std::string>>;

class RowsWriterTest : public ::testing::Test {
 protected:
  // Writes `rows` in batches of `batch_rows`; the digest that the writer tells.
  Digest write(const std::vector<Row>& rows, size_t batch_rows = RunBatch::kRows,
               const KeyValues& key_values = {},
               RowsWriter::Seal seal = RowsWriter::Seal::none) const {
    AtomicFile file(path_);
    RowsWriter writer(file);
    MemoryRun run(rows, batch_rows);
    while (const RunBatch* batch = run.next()) writer.append(*batch);
    writer.finish(key_values, seal);
    file.commit();
    return writer.digest();
  }

  std::shared_ptr<parquet::FileMetaData> footer() const {
    return parquet::ParquetFileReader::OpenFile(path_)->metadata();
  }

  std::vector<int64_t> group_rows() const {
    const auto metadata = footer();
    std::vector<int64_t> rows;
    for (int group = 0; group < metadata->num_row_groups(); group++) {
      rows.push_back(metadata->RowGroup(group)->num_rows());
    }
    return rows;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path("rows.parquet");
};

TEST_F(RowsWriterTest, WritesRequiredColumnsOfTextAndNumbers) {
  write({{"a", {1, 2, 3, 4}}});
  const std::vector<std::string> names = {"email", "create_count", "read_count", "update_count",
                                          "delete_count"};
  const auto metadata = footer();
  const auto* schema = metadata->schema();
  ASSERT_EQ(schema->num_columns(), 5);
  for (int column = 0; column < 5; column++) {
    const auto* descriptor = schema->Column(column);
    EXPECT_EQ(descriptor->name(), names[static_cast<size_t>(column)]);
    EXPECT_EQ(descriptor->physical_type(),
              column == 0 ? parquet::Type::BYTE_ARRAY : parquet::Type::INT64);
    EXPECT_EQ(descriptor->max_definition_level(), 0);
    EXPECT_EQ(descriptor->max_repetition_level(), 0);
  }
  EXPECT_TRUE(schema->Column(0)->logical_type()->is_string());
}

TEST_F(RowsWriterTest, WritesEmailsPlainAndCountsByDictionaryInLz4) {
  write(many_rows(1000, 24));
  const auto metadata = footer();
  const auto group = metadata->RowGroup(0);
  for (int column = 0; column < 5; column++) {
    const auto chunk = group->ColumnChunk(column);
    EXPECT_EQ(chunk->compression(), parquet::Compression::LZ4);
    EXPECT_EQ(chunk->has_dictionary_page(), column != 0);
  }
}

TEST_F(RowsWriterTest, BoundsRowGroupsByRows) {
  write(many_rows(300'000, 12));
  EXPECT_THAT(group_rows(), ElementsAre(131'072, 131'072, 300'000 - 2 * 131'072));
}

TEST_F(RowsWriterTest, BoundsRowGroupsByBytesOfEmails) {
  write(many_rows(16'384 + 2, 1024));
  EXPECT_THAT(group_rows(), ElementsAre(16'384, 2));
  write(many_rows(16'777 + 1, 1000));
  EXPECT_THAT(group_rows(), ElementsAre(16'777, 1));
}

TEST_F(RowsWriterTest, WritesNoRowGroupForNoRows) {
  write({});
  EXPECT_THAT(group_rows(), ElementsAre());
  EXPECT_EQ(footer()->num_rows(), 0);
}

TEST_F(RowsWriterTest, WritesTheSameBytesHoweverTheRowsCome) {
  const std::vector<Row> rows = many_rows(140'000, 30);
  write(rows);
  const std::string bytes = file_bytes(path_);
  write(rows, 7);
  EXPECT_TRUE(file_bytes(path_) == bytes);
}

TEST_F(RowsWriterTest, PutsKeyValuesIntoTheFooter) {
  write({{"a", {1, 0, 0, 0}}}, 1, {{"first", "1"}, {"second", "{\"two\":2}"}});
  const auto pairs = footer()->key_value_metadata();
  EXPECT_EQ(pairs->Get("first").ValueOrDie(), "1");
  EXPECT_EQ(pairs->Get("second").ValueOrDie(), "{\"two\":2}");
}

TEST_F(RowsWriterTest, TellsTheDigestOfTheFile) {
  const Digest digest = write(many_rows(10, 20));
  EXPECT_EQ(digest, digest_of(file_bytes(path_)));
}

TEST_F(RowsWriterTest, SealsWith24BytesBeforeTheFooter) {
  const std::vector<Row> rows = many_rows(10, 20);
  write(rows);
  const std::string unsealed = file_bytes(path_);
  const Digest digest = write(rows, 10, {}, RowsWriter::Seal::sealed);
  const std::string sealed = file_bytes(path_);
  const size_t seal_at = sealed.find("CTSEAL01");
  ASSERT_NE(seal_at, std::string::npos);
  EXPECT_EQ(sealed.substr(0, seal_at) + sealed.substr(seal_at + 24), unsealed);
  EXPECT_EQ(digest, digest_of(unsealed));
  EXPECT_EQ(footer()->num_rows(), 10);
}

TEST_F(RowsWriterTest, ChecksumsItsPages) {
  write(many_rows(1000, 20));
  const auto metadata = footer();
  const auto group = metadata->RowGroup(0);
  const auto chunk = group->ColumnChunk(0);
  const auto page_end =
      static_cast<size_t>(chunk->data_page_offset() + chunk->total_compressed_size());
  write_bytes(path_, flip_bit(file_bytes(path_), (page_end - 1) * 8));
  parquet::ReaderProperties properties;
  properties.set_page_checksum_verification(true);
  const auto reader = parquet::ParquetFileReader::OpenFile(path_, false, properties);
  EXPECT_THAT([&] { reader->RowGroup(0)->GetColumnPageReader(0)->NextPage(); },
              ThrowsMessage<parquet::ParquetException>(HasSubstr("CRC checksum")));
}

// As on a full disk: no file can grow beyond some size.
TEST_F(RowsWriterTest, ThrowsErrorWhereTheDiskFails) {
  ChildProcess child([this](const ChildProcess::Ready&) {
    const rlimit limit = {100'000, 100'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);
    EXPECT_THAT([this] { write(many_rows(300'000, 100)); },
                ThrowsMessage<Error>(HasSubstr("rows.parquet")));
    return HasFailure() ? 1 : 0;
  });
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace crudtally
