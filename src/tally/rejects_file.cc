#include "tally/rejects_file.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <parquet/column_writer.h>
#include <parquet/file_writer.h>

#include "base/atomic_file.h"
#include "base/interrupt.h"
#include "tally/arrow_file.h"
#include "tally/column_values.h"
#include "tally/escaped_name.h"
#include "tally/file_digest.h"
#include "tally/parquet_file.h"

namespace crudtally {
namespace {

// Rejected rows hold personal data.
constexpr unsigned kOwnerOnly = 0600;

std::shared_ptr<parquet::schema::GroupNode> rejects_schema() {
  return make_schema(
      {text_column("file"), number_column("line"), text_column("reason"), text_column("row")});
}

std::shared_ptr<parquet::WriterProperties> rejects_properties() {
  parquet::WriterProperties::Builder properties = common_writer_properties();
  properties.compression(parquet::Compression::ZSTD);
  for (const char* column : {"line", "row"}) {
    properties.disable_dictionary(column);
    properties.encoding(column, parquet::Encoding::PLAIN);
    // Rows may be long, and smallest and greatest ones say nothing.
    properties.disable_statistics(column);
  }
  return properties.build();
}

parquet::ByteArray byte_array(std::string_view text) {
  return {static_cast<uint32_t>(text.size()), reinterpret_cast<const uint8_t*>(text.data())};
}

std::string_view view_of(const parquet::ByteArray& value) {
  return {reinterpret_cast<const char*>(value.ptr), value.len};
}

// Gathers rejects and writes them by row groups.
class RejectsWriter {
 public:
  explicit RejectsWriter(std::shared_ptr<ArrowOutput> output)
      : writer_(parquet::ParquetFileWriter::Open(std::move(output), rejects_schema(),
                                                 rejects_properties())) {}

  // `escaped_file` stays where it is until `finish`.
  void append(std::string_view escaped_file, const Reject& reject) {
    const std::string row = shown_row(reject);
    if (lines_.size() == kRowGroupRows ||
        (!lines_.empty() && rows_text_.size() + row.size() > kRowGroupBytes)) {
      write_group();
    }
    files_.push_back(byte_array(escaped_file));
    lines_.push_back(static_cast<int64_t>(reject.line));
    reasons_.push_back(byte_array(name_of(reject.reason)));
    rows_text_ += row;
    row_sizes_.push_back(row.size());
  }

  void finish() {
    write_group();
    writer_->Close();
  }

 private:
  void write_group() {
    if (lines_.empty()) return;
    throw_if_stopped();
    std::vector<parquet::ByteArray> rows;
    rows.reserve(row_sizes_.size());
    size_t offset = 0;
    for (const size_t size : row_sizes_) {
      rows.push_back(byte_array(std::string_view(rows_text_).substr(offset, size)));
      offset += size;
    }
    parquet::RowGroupWriter* group = writer_->AppendRowGroup();
    write_column<parquet::ByteArrayType>(*group, files_);
    write_column<parquet::Int64Type>(*group, lines_);
    write_column<parquet::ByteArrayType>(*group, reasons_);
    write_column<parquet::ByteArrayType>(*group, rows);
    group->Close();
    files_.clear();
    lines_.clear();
    reasons_.clear();
    rows_text_.clear();
    row_sizes_.clear();
  }

  template <typename Type>
  static void write_column(parquet::RowGroupWriter& group,
                           const std::vector<typename Type::c_type>& values) {
    static_cast<parquet::TypedColumnWriter<Type>*>(group.NextColumn())
        ->WriteBatch(static_cast<int64_t>(values.size()), nullptr, nullptr, values.data());
  }

  std::unique_ptr<parquet::ParquetFileWriter> writer_;
  std::vector<parquet::ByteArray> files_;
  std::vector<int64_t> lines_;
  std::vector<parquet::ByteArray> reasons_;
  std::string rows_text_;  // of all rows of the group
  std::vector<size_t> row_sizes_;
};

class RejectsReader {
 public:
  explicit RejectsReader(std::shared_ptr<const File> file)
      : input_(std::move(file), *rejects_schema()) {}

  // The next reject, or nothing after the last. Its texts stay until the next call.
  std::optional<RejectRecord> next() {
    return reading_parquet(input_.path(), [this]() -> std::optional<RejectRecord> {
      while (rows_left_ == 0) {
        if (groups_opened_ == input_.footer()->num_row_groups()) return std::nullopt;
        open_group(groups_opened_++);
      }
      rows_left_--;
      return next_record();
    });
  }

 private:
  void open_group(int group) {
    throw_if_stopped();
    const auto row_group = input_.row_group(group);
    rows_left_ = row_group->metadata()->num_rows();
    if (rows_left_ < 0) throw unsound(input_.path(), "a row group has a negative number of rows");
    files_.emplace(*row_group, 0);
    lines_.emplace(*row_group, 1);
    reasons_.emplace(*row_group, 2);
    rows_.emplace(*row_group, 3);
  }

  RejectRecord next_record() {
    const std::string_view escaped_file = view_of(files_->next());
    // Rejects of a file stand together: hardly ever is there another name to unescape.
    if (escaped_file != escaped_file_) {
      std::optional<std::string> file = unescape_name(escaped_file);
      if (!file) throw unsound(input_.path(), "a file name is not properly escaped");
      escaped_file_ = escaped_file;
      file_ = *std::move(file);
    }
    RejectRecord record;
    record.file = file_;
    record.line = lines_->next();
    record.reason = view_of(reasons_->next());
    record.row = view_of(rows_->next());
    if (record.line < 1) throw unsound(input_.path(), "a line number is not positive");
    if (std::find(kReasonNames.begin(), kReasonNames.end(), record.reason) == kReasonNames.end()) {
      throw unsound(input_.path(), "a reason is unknown");
    }
    return record;
  }

  ParquetInput input_;
  int groups_opened_ = 0;
  int64_t rows_left_ = 0;  // of the row group that was opened last
  std::optional<ColumnValues<parquet::ByteArrayType>> files_;
  std::optional<ColumnValues<parquet::Int64Type>> lines_;
  std::optional<ColumnValues<parquet::ByteArrayType>> reasons_;
  std::optional<ColumnValues<parquet::ByteArrayType>> rows_;
  std::string escaped_file_;
  std::string file_;
};

}  // namespace

WrittenRejects write_rejects_file(const std::string& path, const std::vector<FileRejects>& files) {
  AtomicFile file(path, kOwnerOnly);
  const auto output = std::make_shared<ArrowOutput>(file);
  std::vector<std::string> escaped_names;
  escaped_names.reserve(files.size());
  for (const FileRejects& rejects : files) escaped_names.push_back(escape_name(rejects.file));
  writing_parquet(path, [&] {
    RejectsWriter writer(output);
    for (size_t at = 0; at < files.size(); at++) {
      for (const Reject& reject : files[at].rejects) writer.append(escaped_names[at], reject);
    }
    writer.finish();
  });
  file.commit();
  return {static_cast<uint64_t>(output->position()), output->digest()};
}

void read_rejects_file(const std::string& path, const Digest& digest,
                       const std::function<void(const RejectRecord&)>& visit) {
  if (!stat_file(path)) throw unsound(path, "there is no such file");
  const auto file = std::make_shared<const File>(File::open(path));
  DigestStream found;
  if (!update_from_file(found, *file, 0, file->stat().size) || found.digest() != digest) {
    throw unsound(path, "it does not have the digest that its tally names");
  }
  RejectsReader reader(file);
  while (const std::optional<RejectRecord> record = reader.next()) visit(*record);
}

}  // namespace crudtally
