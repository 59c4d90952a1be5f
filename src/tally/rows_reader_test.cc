#include "tally/rows_reader.h"

#include <algorithm>
#include <limits>

#include <arrow/memory_pool.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/column_writer.h>
#include <parquet/file_writer.h>

#include "base/testing.h"
#include "tally/arrow_file.h"
#include "tally/parquet_file.h"
#include "tally/rows_schema.h"
#include "tally/rows_writer.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

class RowsReaderTest : public ::testing::Test {
 protected:
  void write(const std::vector<Row>& rows) const { write_rows(path_, {rows}); }

  // A file with these columns and no rows.
  void write_columns(const parquet::schema::NodeVector& columns) const {
    AtomicFile file(path_);
    const auto output = std::make_shared<ArrowOutput>(file);
    parquet::ParquetFileWriter::Open(output, make_schema(columns))->Close();
    file.commit();
  }

  RowsReader reader(std::string_view begin = {}, std::string_view end = {}) const {
    return RowsReader(std::make_shared<const File>(File::open(path_)), nullptr, begin, end);
  }

  std::shared_ptr<parquet::FileMetaData> footer() const {
    return parquet::ParquetFileReader::OpenFile(path_)->metadata();
  }

  // Reads the range and compares it with those of `rows` that lie in it.
  void expect_range(const std::vector<Row>& rows, std::string_view begin,
                    std::string_view end) const {
    const auto before = [](const Row& row, std::string_view email) { return row.first < email; };
    auto next = std::lower_bound(rows.begin(), rows.end(), begin, before);
    const auto last = end.empty() ? rows.end() : std::lower_bound(next, rows.end(), end, before);
    RowsReader run = reader(begin, end);
    while (const RunBatch* batch = run.next()) {
      ASSERT_GT(batch->size(), 0U);
      for (size_t row = 0; row < batch->size(); row++, next++) {
        ASSERT_NE(next, last) << begin << " to " << end;
        ASSERT_EQ(batch->emails[row], next->first) << begin << " to " << end;
        ASSERT_EQ(batch->counts[row], next->second) << begin << " to " << end;
      }
    }
    ASSERT_EQ(next, last) << begin << " to " << end;
    ASSERT_EQ(run.next(), nullptr);
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path("rows.parquet");
};

TEST_F(RowsReaderTest, ReadsWhatWasWritten) {
  const std::vector<Row> rows = {{"a", {1, 2, 3, 4}},
                                 {"b", {0, 0, 0, std::numeric_limits<int64_t>::max()}}};
  write(rows);
  RowsReader run = reader();
  EXPECT_EQ(rows_of(run), rows);
  EXPECT_EQ(run.next(), nullptr);
}

TEST_F(RowsReaderTest, ReadsNoRows) {
  write({});
  RowsReader run = reader();
  EXPECT_EQ(run.next(), nullptr);
}

// Whose ends fall on different rows in different columns.
TEST_F(RowsReaderTest, ReadsManyRowGroupsAndPages) {
  for (const size_t email_bytes : {9, 24, 300, 1024}) {
    const std::vector<Row> rows = many_rows(3'500'000 / email_bytes + 20'000, email_bytes);
    write(rows);
    RowsReader run = reader();
    EXPECT_TRUE(rows_of(run) == rows) << email_bytes;
  }
}

TEST_F(RowsReaderTest, GivesSmallBatches) {
  write(many_rows(20'000, 1024));
  RowsReader run = reader();
  while (const RunBatch* batch = run.next()) {
    size_t bytes = 0;
    for (const std::string_view email : batch->emails) bytes += email.size();
    ASSERT_GT(batch->size(), 0U);
    ASSERT_LE(batch->size(), RunBatch::kRows);
    ASSERT_LE(bytes, RunBatch::kBytes * 9 / 8);
  }
}

// Rows with even numbers, so that the odd ones are borders between them.
std::vector<Row> even_rows(size_t count) {
  std::vector<Row> rows;
  for (size_t row = 1; row <= count; row++) {
    rows.emplace_back(fmt::format("{:03}", 2 * row), Counts{static_cast<int64_t>(row), 1, 2, 3});
  }
  return rows;
}

TEST_F(RowsReaderTest, ReadsTheRangeBetweenAnyBorders) {
  const std::vector<Row> rows = even_rows(30);
  TestRandom random;
  for (const size_t groups : {1, 2, 9, 30}) {
    write_rows(path_, in_ranges(rows, groups, random));
    for (size_t begin = 0; begin <= 62; begin++) {
      for (size_t end = begin; end <= 62; end++) {
        expect_range(rows, fmt::format("{:03}", begin), fmt::format("{:03}", end));
      }
      expect_range(rows, fmt::format("{:03}", begin), "");
      expect_range(rows, "", fmt::format("{:03}", begin));
    }
    expect_range(rows, "", "");
  }
}

TEST_F(RowsReaderTest, ReadsRangesThatBeginAndEndAtBatchesAndRowGroups) {
  const std::vector<Row> rows = many_rows(2 * RowsEncoder::kRowGroupRows + 5000, 24);
  write(rows);
  std::vector<std::string> borders = {""};
  for (const size_t row : {size_t{0}, RunBatch::kRows, RowsEncoder::kRowGroupRows,
                           RowsEncoder::kRowGroupRows + RunBatch::kRows,
                           2 * RowsEncoder::kRowGroupRows, rows.size() - 1}) {
    for (size_t near = row == 0 ? 0 : row - 1; near <= row + 1 && near < rows.size(); near++) {
      borders.push_back(rows[near].first);
      // Behind this row, and before the next one.
      borders.push_back(rows[near].first + "x");
    }
  }
  for (const std::string& begin : borders) {
    for (const std::string& end : borders) {
      if (end.empty() || begin <= end) expect_range(rows, begin, end);
    }
  }
}

TEST_F(RowsReaderTest, ReadsRangesOfBytesOutsideAscii) {
  const std::vector<Row> rows = {{"z", {1, 0, 0, 0}},
                                 {"\x7F", {2, 0, 0, 0}},
                                 {"\x80", {3, 0, 0, 0}},
                                 {"\xC3\xA9", {4, 0, 0, 0}},
                                 {"\xFF", {5, 0, 0, 0}}};
  write_rows(path_, {{rows[0], rows[1]}, {rows[2], rows[3]}, {rows[4]}});
  for (const Row& begin : rows) {
    expect_range(rows, begin.first, "");
    expect_range(rows, "", begin.first);
  }
}

// As other writers, or earlier versions, may leave them.
TEST_F(RowsReaderTest, ReadsRangesWhereRowGroupsDoNotTellTheirEmails) {
  const std::vector<Row> rows = even_rows(20);
  {
    AtomicFile file(path_);
    parquet::WriterProperties::Builder properties = common_writer_properties();
    const auto writer =
        parquet::ParquetFileWriter::Open(std::make_shared<ArrowOutput>(file), rows_schema(),
                                         properties.disable_statistics()->build());
    for (size_t begin = 0; begin < rows.size(); begin += 5) {
      parquet::RowGroupWriter* group = writer->AppendRowGroup();
      auto* emails = static_cast<parquet::ByteArrayWriter*>(group->NextColumn());
      for (size_t row = begin; row < begin + 5; row++) {
        const parquet::ByteArray email{std::string_view(rows[row].first)};
        emails->WriteBatch(1, nullptr, nullptr, &email);
      }
      for (size_t action = 0; action < kActions; action++) {
        auto* counts = static_cast<parquet::Int64Writer*>(group->NextColumn());
        for (size_t row = begin; row < begin + 5; row++) {
          counts->WriteBatch(1, nullptr, nullptr, &rows[row].second[action]);
        }
      }
    }
    writer->Close();
    file.commit();
  }
  EXPECT_TRUE(first_emails(*footer()).empty());
  for (size_t begin = 0; begin <= 42; begin++) {
    for (size_t end = begin; end <= 42; end++) {
      expect_range(rows, fmt::format("{:03}", begin), fmt::format("{:03}", end));
    }
  }
}

TEST_F(RowsReaderTest, DecodesNoRowGroupOutsideOfItsRange) {
  const std::vector<Row> rows = even_rows(30);
  write_rows(path_, {{rows.begin(), rows.begin() + 10},
                     {rows.begin() + 10, rows.begin() + 20},
                     {rows.begin() + 20, rows.end()}});
  const auto metadata = footer();
  std::string bytes = file_bytes(path_);
  for (const int group : {0, 2}) {
    const auto chunk = metadata->RowGroup(group)->ColumnChunk(0);
    const auto page_end =
        static_cast<size_t>(chunk->data_page_offset() + chunk->total_compressed_size());
    bytes = flip_bit(std::move(bytes), (page_end - 1) * 8);
  }
  write_bytes(path_, bytes);
  expect_range(rows, rows[10].first, rows[20].first);
  // Between the row groups, and yet with all the rows of the second.
  expect_range(rows, rows[9].first + "x", rows[19].first + "x");
  RowsReader from_the_first = reader(rows[9].first, rows[20].first);
  EXPECT_THROW(rows_of(from_the_first), UnsoundTally);
  RowsReader to_the_third = reader(rows[10].first);
  EXPECT_THROW(rows_of(to_the_third), UnsoundTally);
}

TEST_F(RowsReaderTest, TellsTheFirstEmailOfEachRowGroup) {
  write({});
  EXPECT_THAT(first_emails(*footer()), IsEmpty());
  write_rows(path_, {{{"a", {1, 0, 0, 0}}, {"b", {1, 0, 0, 0}}},
                     {},
                     {{"c", {1, 0, 0, 0}}},
                     {{std::string(1024, 'd'), {1, 0, 0, 0}}, {"e", {1, 0, 0, 0}}}});
  EXPECT_THAT(first_emails(*footer()), ElementsAre("a", "c", std::string(1024, 'd')));
}

TEST_F(RowsReaderTest, RefusesOtherColumns) {
  const parquet::schema::NodePtr email = text_column("email");
  const parquet::schema::NodePtr create = number_column("create_count");
  const parquet::schema::NodePtr read = number_column("read_count");
  const parquet::schema::NodePtr update = number_column("update_count");
  const parquet::schema::NodePtr remove = number_column("delete_count");
  const auto optional_email = parquet::schema::PrimitiveNode::Make(
      "email", parquet::Repetition::OPTIONAL, parquet::LogicalType::String(),
      parquet::Type::BYTE_ARRAY);
  const auto binary_email = parquet::schema::PrimitiveNode::Make(
      "email", parquet::Repetition::REQUIRED, parquet::Type::BYTE_ARRAY);
  const auto narrow_create = parquet::schema::PrimitiveNode::Make(
      "create_count", parquet::Repetition::REQUIRED, parquet::Type::INT32);
  write_columns({email, create, read, update, remove});
  EXPECT_NO_THROW(reader());
  for (const parquet::schema::NodeVector& columns : std::vector<parquet::schema::NodeVector>{
           {email, create, read, update},
           {email, create, read, update, remove, number_column("other")},
           {email, read, create, update, remove},
           {optional_email, create, read, update, remove},
           {binary_email, create, read, update, remove},
           {email, narrow_create, read, update, remove},
           {number_column("email"), create, read, update, remove},
           {text_column("Email"), create, read, update, remove}}) {
    write_columns(columns);
    EXPECT_THAT([this] { reader(); },
                ThrowsMessage<UnsoundTally>(HasSubstr("its columns are not those")));
  }
}

TEST_F(RowsReaderTest, RefusesWhatIsNotParquet) {
  for (const std::string_view bytes :
       {"", "PAR1", "email,create_count\n", "PAR1\xFF\xFF\xFF\xFFPAR1"}) {
    write_bytes(path_, bytes);
    EXPECT_THROW(reader(), UnsoundTally) << bytes;
  }
}

// Without a seal before it, the decoder meets damage of every kind. It need not notice all of it,
// but must neither crash nor throw anything else.
TEST_F(RowsReaderTest, ThrowsNothingButUnsoundTallyAtDamage) {
  write(many_rows(200, 20));
  const std::string bytes = file_bytes(path_);
  int noticed = 0;
  for (size_t bit = 0; bit < bytes.size() * 8; bit++) {
    write_bytes(path_, flip_bit(bytes, bit));
    try {
      RowsReader run = reader();
      rows_of(run);
    } catch (const UnsoundTally&) {
      noticed++;
    }
  }
  EXPECT_GT(noticed, 0);
  // Sizes are damaged too: one flipped bit asks for 1.7 GB.
  EXPECT_LE(arrow::default_memory_pool()->max_memory(), int64_t{140} << 20);
}

}  // namespace
}  // namespace crudtally
