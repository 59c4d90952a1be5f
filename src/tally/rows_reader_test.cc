#include "tally/rows_reader.h"

#include <limits>

#include <arrow/memory_pool.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/file_writer.h>

#include "base/testing.h"
#include "tally/arrow_file.h"
#include "tally/parquet_file.h"
#include "tally/rows_writer.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class RowsReaderTest : public ::testing::Test {
 protected:
  void write(const std::vector<Row>& rows) const {
    AtomicFile file(path_);
    RowsWriter writer(file);
    MemoryRun run(rows);
    while (const RunBatch* batch = run.next()) writer.append(*batch);
    writer.finish({}, RowsWriter::Seal::none);
    file.commit();
  }

  // A file with these columns and no rows.
  void write_columns(const parquet::schema::NodeVector& columns) const {
    AtomicFile file(path_);
    const auto output = std::make_shared<ArrowOutput>(file);
    parquet::ParquetFileWriter::Open(output, make_schema(columns))->Close();
    file.commit();
  }

  RowsReader reader() const {
    return RowsReader(std::make_shared<const File>(File::open(path_)), nullptr);
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
