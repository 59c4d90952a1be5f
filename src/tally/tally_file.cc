#include "tally/tally_file.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/file_reader.h>

#include "base/atomic_file.h"
#include "base/interrupt.h"
#include "base/parallel.h"
#include "tally/books.h"
#include "tally/parquet_file.h"
#include "tally/rows_reader.h"
#include "tally/rows_schema.h"
#include "tally/rows_writer.h"
#include "tally/run_totals.h"
#include "tally/seal.h"
#include "tally/verified_run.h"

namespace crudtally {
namespace {

constexpr const char* kMetadataKey = "crudtally";
constexpr const char* kMetadataDigestKey = "crudtally.digest";

// So many encoded rows a thread keeps in memory: more than a range has as a rule.
constexpr size_t kMostRowsAWorker = 4 * RowsEncoder::kRowGroupRows;

// What the engine itself got wrong, caught before it is written.
Error wrong_books(const std::string& path, std::string_view reason) {
  return Error(fmt::format("{} is not written, as {}; this should never happen: please report it",
                           path, reason));
}

// Whether `path` is named for another day than `date`; it need not be named for any.
bool is_named_for_another_day(const std::string& path, Date date) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::optional<Date> named = parse_date(std::string_view(name).substr(0, 10));
  return named && *named != date;
}

// The value of `key`; throws UnsoundTally where there is none.
std::string key_value(const parquet::FileMetaData& footer, const char* key,
                      const std::string& path) {
  const auto& pairs = footer.key_value_metadata();
  const int found = pairs == nullptr ? -1 : pairs->FindKey(key);
  if (found == -1) throw unsound(path, fmt::format("it has no metadata \"{}\"", key));
  return pairs->value(found);
}

class OpenTally final : public TallyFile {
 public:
  explicit OpenTally(File file) : file_(std::make_shared<File>(std::move(file))) {
    const std::string& path = file_->path();
    bytes_ = file_->stat().size;
    verify_seal(*file_);
    footer_ = ParquetInput(file_, *rows_schema()).footer();
    const std::string json = key_value(*footer_, kMetadataKey, path);
    if (key_value(*footer_, kMetadataDigestKey, path) != to_hex(digest_of(json))) {
      throw unsound(path, "its metadata does not have its digest");
    }
    int format_version = 0;
    try {
      metadata_ = parse_metadata(json, format_version, dialect_version_);
    } catch (const UnsoundTally& failure) {
      throw unsound(path, failure.what());
    }
    if (is_named_for_another_day(path, metadata_.date)) {
      throw unsound(path, "it is the tally of another day");
    }
    if (footer_->num_rows() != metadata_.users) {
      throw unsound(path, "it has not as many rows as it should");
    }
    if (format_version == 1) add_rows_digest();
  }

  const TallyMetadata& metadata() const override { return metadata_; }
  int dialect_version() const override { return dialect_version_; }
  uint64_t bytes() const override { return bytes_; }

  std::unique_ptr<Run> rows() const override {
    return std::make_unique<VerifiedRun>(file_->path(),
                                         std::make_unique<RowsReader>(file_, footer_), metadata_);
  }
  std::unique_ptr<EmailRanges> ranges() const override {
    return std::make_unique<CheckedRanges>(
        file_->path(), static_cast<size_t>(metadata_.users), first_emails(*footer_),
        [this](std::string_view begin, std::string_view end) {
          return std::make_unique<RowsReader>(file_, footer_, begin, end);
        });
  }

 private:
  // In format version 1 it was another number, which does not add up. The seal speaks for the rows.
  void add_rows_digest() {
    const std::string& path = file_->path();
    RowsReader rows(file_, footer_);
    RunTotals totals;
    while (const RunBatch* batch = rows.next()) {
      throw_if_stopped();
      if (const std::string_view wrong = totals.add(*batch); !wrong.empty()) {
        throw unsound(path, wrong);
      }
    }
    metadata_.rows_digest = totals.rows_digest();
    verify_totals(totals, metadata_, path);
  }

  std::shared_ptr<const File> file_;
  uint64_t bytes_ = 0;
  std::shared_ptr<parquet::FileMetaData> footer_;
  TallyMetadata metadata_;
  int dialect_version_ = 0;
};

// Nothing where there is no such file.
std::optional<File> open_existing(const std::string& path) {
  try {
    return File::open(path);
  } catch (const Error&) {
    if (stat_file(path)) throw;
    return std::nullopt;
  }
}

// Writes the rows and nothing more; what they add up to.
struct WrittenRows {
  std::unique_ptr<AtomicFile> file;
  std::unique_ptr<RowsWriter> writer;
  RunTotals totals;
};

WrittenRows write_rows(const std::string& path, RunRanges& rows, size_t threads) {
  auto file = std::make_unique<AtomicFile>(path);
  auto writer = std::make_unique<RowsWriter>(*file);
  RowsCheck check;
  RunTotals totals;
  const auto require = [&path](std::string_view wrong) {
    if (!wrong.empty()) throw wrong_books(path, wrong);
  };
  struct Worker {
    explicit Worker(const std::string& file_path) : encoder(file_path) {}
    RowsEncoder encoder;
    size_t rows = 0;  // that the encoder has
    RowsCheck check;
    RunTotals totals;
  };
  std::vector<std::unique_ptr<Worker>> workers(threads);
  parallel_in_order(
      threads, rows.size(),
      [&](size_t index, size_t range, const auto& hand_over) {
        if (!workers[index]) workers[index] = std::make_unique<Worker>(path);
        Worker& worker = *workers[index];
        const std::unique_ptr<Run> run = rows.range(range);
        while (const RunBatch* batch = run->next()) {
          throw_if_stopped();
          require(worker.check.add(*batch));
          require(worker.totals.add(*batch));
          worker.encoder.append(*batch);
          worker.rows += batch->size();
          if (worker.rows >= kMostRowsAWorker) hand_over();
        }
      },
      [&](size_t index, size_t) {
        Worker& worker = *workers[index];
        require(check.add(std::exchange(worker.check, {})));
        require(totals.add(std::exchange(worker.totals, {})));
        writer->append(worker.encoder.finish());
        worker.rows = 0;
      });
  return {std::move(file), std::move(writer), totals};
}

PendingTally finish_tally(WrittenRows written, TallyMetadata metadata) {
  const std::string json = to_json(metadata);
  written.writer->finish({{kMetadataKey, json}, {kMetadataDigestKey, to_hex(digest_of(json))}},
                         RowsWriter::Seal::sealed);
  return {std::move(metadata), std::move(written.file)};
}

}  // namespace

PendingTally prepare_tally(const std::string& path, RunRanges& rows, TallyMetadata metadata,
                           size_t threads) {
  WrittenRows written = write_rows(path, rows, threads);
  metadata.users = written.totals.users();
  metadata.sums = written.totals.sums();
  metadata.rows_digest = written.totals.rows_digest();
  const std::string_view wrong = find_imbalance(metadata);
  if (!wrong.empty()) throw wrong_books(path, wrong);
  return finish_tally(std::move(written), std::move(metadata));
}

PendingTally prepare_tally_again(const std::string& path, RunRanges& rows, TallyMetadata metadata,
                                 size_t threads) {
  WrittenRows written = write_rows(path, rows, threads);
  verify_totals(written.totals, metadata, path);
  return finish_tally(std::move(written), std::move(metadata));
}

TallyMetadata write_tally(const std::string& path, RunRanges& rows, TallyMetadata metadata,
                          size_t threads) {
  PendingTally tally = prepare_tally(path, rows, std::move(metadata), threads);
  tally.publish();
  return std::move(tally.metadata);
}

void TallyFile::verify_rows() const {
  const std::unique_ptr<Run> run = rows();
  while (run->next() != nullptr) throw_if_stopped();
}

std::unique_ptr<TallyFile> TallyFile::open(const std::string& path) {
  std::optional<File> file = open_existing(path);
  if (!file) return nullptr;
  return std::make_unique<OpenTally>(*std::move(file));
}

}  // namespace crudtally
