#include "report/report_file.h"

#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/interrupt.h"
#include "base/parallel.h"
#include "report/csv.h"
#include "report/report_csv.h"
#include "tally/rows_writer.h"
#include "tally/run_totals.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

// Most counts have one digit: without to_chars for them a row takes 4 ns less, of 8.
char* write_number(char* out, int64_t number) {
  if (number >= 0 && number < 10) {
    *out = static_cast<char>('0' + number);
    return out + 1;
  }
  return std::to_chars(out, out + kLongestNumber, number).ptr;
}

// A format is a Range, which turns the rows of a range into bytes, and a file that the ranges are
// appended to in order.

// Rows as lines of CSV.
class CsvRange {
 public:
  explicit CsvRange(const std::string&) {}

  void clear() { used_ = 0; }
  // Whether there is as much of it as should be in memory.
  bool is_large() const { return used_ >= kMostBytes; }
  void append(const RunBatch& batch) {
    for (size_t row = 0; row < batch.size(); row++) append(batch.emails[row], batch.counts[row]);
  }
  std::string_view lines() const { return std::string_view(lines_).substr(0, used_); }

 private:
  // Twice what a range has as a rule.
  static constexpr size_t kMostBytes = size_t{8} << 20;

  void append(std::string_view email, const Counts& counts) {
    const size_t longest = longest_csv_field(email.size()) + kLongestCsvCounts;
    if (longest > lines_.size() - used_) lines_.resize(2 * lines_.size() + longest);
    char* out = write_csv_field(lines_.data() + used_, email);
    for (const int64_t count : counts) {
      *out++ = ',';
      out = write_number(out, count);
    }
    *out++ = '\n';
    used_ = static_cast<size_t>(out - lines_.data());
  }

  std::string lines_;  // its memory is kept for the next range
  size_t used_ = 0;
};

class CsvFile {
 public:
  using Range = CsvRange;

  explicit CsvFile(AtomicFile& file) : file_(file) { write(kReportHeader); }
  void append(Range& range) { write(range.lines()); }
  Digest finish() { return digest_.digest(); }

 private:
  void write(std::string_view bytes) {
    digest_.update(bytes);
    file_.write(bytes);
  }

  AtomicFile& file_;
  DigestStream digest_;
};

// Rows as Parquet, for the same use.
class ParquetRange {
 public:
  explicit ParquetRange(const std::string& path) : encoder_(path) {}

  void clear() { rows_ = 0; }
  bool is_large() const { return rows_ >= kMostRows; }
  void append(const RunBatch& batch) {
    encoder_.append(batch);
    rows_ += batch.size();
  }
  EncodedRows rows() { return encoder_.finish(); }

 private:
  static constexpr size_t kMostRows = 4 * RowsEncoder::kRowGroupRows;

  RowsEncoder encoder_;
  size_t rows_ = 0;
};

class ParquetFile {
 public:
  using Range = ParquetRange;

  explicit ParquetFile(AtomicFile& file) : rows_(file) {}
  void append(Range& range) { rows_.append(range.rows()); }
  Digest finish() {
    rows_.finish({}, RowsWriter::Seal::none);
    return rows_.digest();
  }

 private:
  RowsWriter rows_;
};

// Adds the seconds since it was last asked to the sum that they belong to.
class Stopwatch {
 public:
  void add_to(double& seconds) {
    const auto now = std::chrono::steady_clock::now();
    seconds += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

class WrittenReport final : public PendingReport {
 public:
  explicit WrittenReport(const std::string& path) : file_(path) {}

  template <typename FormatFile>
  void write(RunRanges& rows, size_t threads,
             const std::function<void(int64_t rows)>& after_range) {
    struct Worker {
      explicit Worker(const std::string& path) : formatted(path) {}
      typename FormatFile::Range formatted;
      RowsCheck check;
      RunTotals totals;
    };
    Stopwatch stopwatch;
    FormatFile format(file_);
    RowsCheck check;
    RunTotals totals;
    std::vector<std::unique_ptr<Worker>> workers(threads);
    parallel_in_order(
        threads, rows.size(),
        [&](size_t index, size_t range, const auto& hand_over) {
          if (!workers[index]) workers[index] = std::make_unique<Worker>(file_.path());
          Worker& worker = *workers[index];
          const std::unique_ptr<Run> run = rows.range(range);
          while (const RunBatch* batch = run->next()) {
            throw_if_stopped();
            require_rows(worker.check.add(*batch));
            require_sums(worker.totals.add(*batch));
            worker.formatted.append(*batch);
            if (worker.formatted.is_large()) hand_over();
          }
        },
        [&](size_t index, size_t) {
          stopwatch.add_to(totals_.merge_seconds);
          Worker& worker = *workers[index];
          require_rows(check.add(std::exchange(worker.check, {})));
          require_sums(totals.add(std::exchange(worker.totals, {})));
          format.append(worker.formatted);
          worker.formatted.clear();
          if (after_range) after_range(totals.users());
          stopwatch.add_to(totals_.write_seconds);
        });
    totals_.users = totals.users();
    totals_.sums = totals.sums();
    totals_.rows_digest = totals.rows_digest();
    stopwatch.add_to(totals_.merge_seconds);
    totals_.digest = format.finish();
    stopwatch.add_to(totals_.write_seconds);
  }

  const ReportTotals& totals() const override { return totals_; }

  void publish() override {
    Stopwatch stopwatch;
    file_.commit();
    stopwatch.add_to(totals_.write_seconds);
  }

 private:
  void require_rows(std::string_view wrong) const {
    if (!wrong.empty()) throw unsound(file_.path(), wrong);
  }
  void require_sums(std::string_view wrong) const {
    if (wrong.empty()) return;
    throw Error("cannot write " + file_.path() +
                ": the sum of a column is over 9223372036854775807; ask for fewer days");
  }

  AtomicFile file_;
  ReportTotals totals_;
};

}  // namespace

std::unique_ptr<PendingReport> write_report(const std::string& path, ReportFormat format,
                                            RunRanges& rows, size_t threads,
                                            const std::function<void(int64_t rows)>& after_range) {
  auto report = std::make_unique<WrittenReport>(path);
  switch (format) {
    case ReportFormat::csv:
      report->write<CsvFile>(rows, threads, after_range);
      break;
    case ReportFormat::parquet:
      report->write<ParquetFile>(rows, threads, after_range);
      break;
  }
  return report;
}

}  // namespace crudtally
