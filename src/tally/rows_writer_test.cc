#include "tally/rows_writer.h"

#include <csignal>
#include <filesystem>

#include <arrow/util/key_value_metadata.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/column_reader.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/statistics.h>
#include <sys/resource.h>

#include "base/error.h"
#include "base/parallel.h"
#include "base/testing.h"
#include "tally/parquet_file.h"
#include "tally/rows_reader.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class RowsWriterTest : public ::testing::Test {
 protected:
  // Writes `rows` in batches of `batch_rows`; the digest that the writer tells.
  Digest write(const std::vector<Row>& rows, size_t batch_rows = RunBatch::kRows,
               const KeyValues& key_values = {},
               RowsWriter::Seal seal = RowsWriter::Seal::none) const {
    return write_rows(path_, {rows}, batch_rows, key_values, seal);
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

TEST_F(RowsWriterTest, WritesEmailsPlainInLz4AndCountsAsBitPackedDifferences) {
  write(many_rows(1000, 24));
  const auto metadata = footer();
  const auto group = metadata->RowGroup(0);
  for (int column = 0; column < 5; column++) {
    const auto chunk = group->ColumnChunk(column);
    EXPECT_EQ(chunk->compression(),
              column == 0 ? parquet::Compression::LZ4 : parquet::Compression::UNCOMPRESSED);
    EXPECT_FALSE(chunk->has_dictionary_page());
    EXPECT_THAT(chunk->encodings(), Contains(column == 0 ? parquet::Encoding::PLAIN
                                                         : parquet::Encoding::DELTA_BINARY_PACKED));
  }
}

TEST_F(RowsWriterTest, BoundsRowGroupsByRows) {
  static_assert(RowsEncoder::kRowGroupRows <= kRowGroupRows);
  constexpr auto kRows = static_cast<int64_t>(RowsEncoder::kRowGroupRows);
  write(many_rows(2 * kRows + 1000, 12));
  EXPECT_THAT(group_rows(), ElementsAre(kRows, kRows, 1000));
  write(many_rows(kRows, 12));
  EXPECT_THAT(group_rows(), ElementsAre(kRows));
}

TEST_F(RowsWriterTest, BoundsRowGroupsByBytesOfEmails) {
  for (const size_t email_bytes : {1024, 1000}) {
    constexpr size_t kRows = 40'000;
    write(many_rows(kRows, email_bytes), RunBatch::kBytes / email_bytes);
    const std::vector<int64_t> groups = group_rows();
    size_t rows = 0;
    for (size_t group = 0; group < groups.size(); group++) {
      const size_t bytes = static_cast<size_t>(groups[group]) * email_bytes;
      EXPECT_LE(bytes, kRowGroupBytes);
      // And yet they are as large as they may be.
      if (group + 1 < groups.size()) {
        EXPECT_GT(bytes, RowsEncoder::kRowGroupBytes);
      }
      rows += static_cast<size_t>(groups[group]);
    }
    EXPECT_EQ(rows, kRows);
  }
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

TEST_F(RowsWriterTest, TellsTheFirstAndTheLastEmailOfEachRowGroup) {
  std::vector<Row> rows = many_rows(RowsEncoder::kRowGroupRows + 2, 20);
  rows.emplace_back(std::string(1024, 'e'), Counts{1, 0, 0, 0});
  rows.emplace_back(std::string(1022, 'f') + "\xC3\xA9", Counts{1, 0, 0, 0});
  const std::vector<Row> last = {{"\xC3\xA9", {1, 0, 0, 0}}};
  write_rows(path_, {rows, {}, last});
  const auto metadata = footer();
  ASSERT_EQ(metadata->num_row_groups(), 3);
  const std::vector<std::pair<std::string, std::string>> expected = {
      {rows.front().first, rows[RowsEncoder::kRowGroupRows - 1].first},
      {rows[RowsEncoder::kRowGroupRows].first, rows.back().first},
      {last.front().first, last.front().first}};
  for (int group = 0; group < 3; group++) {
    const auto statistics = metadata->RowGroup(group)->ColumnChunk(0)->encoded_statistics();
    ASSERT_NE(statistics, nullptr);
    ASSERT_TRUE(statistics->has_min && statistics->has_max && statistics->has_null_count);
    EXPECT_TRUE(statistics->min() == expected[static_cast<size_t>(group)].first) << group;
    EXPECT_TRUE(statistics->max() == expected[static_cast<size_t>(group)].second) << group;
    EXPECT_EQ(statistics->null_count, 0);
  }
}

TEST_F(RowsWriterTest, WritesRowsInTheOrderInWhichTheyAreAppended) {
  // Encoded on several threads, each encoder used again and again.
  constexpr size_t kThreads = 3;
  TestRandom random;
  const std::vector<Row> rows = many_rows(100'000, 24);
  const std::vector<std::vector<Row>> ranges = in_ranges(rows, 20, random);
  std::vector<std::unique_ptr<RowsEncoder>> encoders;
  for (size_t thread = 0; thread < kThreads; thread++) {
    encoders.push_back(std::make_unique<RowsEncoder>(path_));
  }
  std::vector<std::unique_ptr<EncodedRows>> encoded(ranges.size());
  parallel_for(kThreads, ranges.size(), [&](size_t worker, size_t range) {
    encoded[range] = std::make_unique<EncodedRows>(encode(*encoders[worker], ranges[range]));
  });
  AtomicFile file(path_);
  RowsWriter writer(file);
  for (const auto& range : encoded) writer.append(*range);
  writer.finish({}, RowsWriter::Seal::none);
  file.commit();

  RowsReader reader(std::make_shared<const File>(File::open(path_)), nullptr);
  EXPECT_TRUE(rows_of(reader) == rows);
  const std::string bytes = file_bytes(path_);
  write_rows(path_, ranges);
  EXPECT_TRUE(file_bytes(path_) == bytes);
}

TEST_F(RowsWriterTest, EndsARowGroupWithARange) {
  write_rows(path_, {many_rows(5, 20), {}, many_rows(2, 20), many_rows(3, 20)});
  EXPECT_THAT(group_rows(), ElementsAre(5, 2, 3));
  EXPECT_EQ(footer()->num_rows(), 10);
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
