// The loops that see every byte, at each level that this processor has.
#include <span>
#include <string_view>
#include <vector>

#include "core/benchmarking.h"
#include "core/kernel.h"

namespace crudtally {
namespace {

// So many rows that no branch predictor knows them by heart.
constexpr size_t kTextBytes = size_t{8} << 20;

constexpr size_t kEvents = 3 * 65'536;

constexpr std::string_view kPlainRow = "{email},{action},2024-09-16 {time}\n";
constexpr std::string_view kQuotedRow = "\"{email}\",{action},2024-09-16 {time}\n";
constexpr std::string_view kFiveColumns = "2024-09-16 {time},north,{action},{email},s-4711\n";

void scan_rows(benchmark::State& state, const Kernel* kernel) {
  const LogText log(kTextBytes, {kPlainRow});
  std::vector<uint32_t> ends(log.text().size() + kSpareLineEnds);
  for (auto _ : state) {
    RowScan scan;
    const size_t lines = kernel->scan_rows(log.text(), scan, ends.data());
    require(lines == log.rows() && scan.rows == log.rows(), "the scan misses rows");
  }
  report_rates(state, log.rows(), log.text().size());
}

// Parses all of a log by `parse(lines, timestamp, batch, hours)`, in batches.
template <typename Parse>
void parse_log(benchmark::State& state, std::string_view form, const Parse& parse) {
  const LogText log(kTextBytes, {form});
  const PlainTimestamp timestamp(*parse_date("2024-09-16"));
  HourCounts hours = {};
  for (auto _ : state) {
    Lines lines = log.lines();
    while (lines.size() != 0) {
      EventBatch batch;
      const size_t rows = parse(lines, timestamp, batch, hours);
      require(rows == batch.size && rows != 0, "the kernel leaves out rows");
      lines.remove_first(rows);
      benchmark::DoNotOptimize(batch);
    }
  }
  report_rates(state, log.rows(), log.text().size());
}

void parse_plain_rows(benchmark::State& state, const Kernel* kernel, std::string_view form) {
  parse_log(state, form, kernel->parse_plain_rows);
}

void parse_columns(benchmark::State& state, const Kernel* kernel) {
  parse_log(state, kFiveColumns,
            [&](const Lines& lines, const PlainTimestamp& timestamp, EventBatch& batch,
                HourCounts& hours) {
              return kernel->parse_columns(lines, Columns{5, 3, 2, 0}, timestamp, batch, hours);
            });
}

void hash_emails(benchmark::State& state, const Kernel* kernel) {
  const Emails emails(draw_users(kEvents, kEvents));
  std::vector<UserEvent> events = events_of(emails);
  for (auto _ : state) {
    for (size_t at = 0; at < events.size(); at += EventBatch::kEvents) {
      kernel->hash_emails(std::span(events).subspan(at, EventBatch::kEvents));
    }
    benchmark::ClobberMemory();
  }
  report_rates(state, events.size(), emails.bytes());
}

bool register_kernels() {
  for (const Kernel* kernel : kernels()) {
    const auto name = [&](std::string_view of) { return fmt::format("{}/{}", of, kernel->name); };
    benchmark::RegisterBenchmark(name("scan_rows").c_str(), scan_rows, kernel);
    benchmark::RegisterBenchmark(name("parse_plain_rows").c_str(), parse_plain_rows, kernel,
                                 kPlainRow);
    benchmark::RegisterBenchmark(name("parse_quoted_rows").c_str(), parse_plain_rows, kernel,
                                 kQuotedRow);
    benchmark::RegisterBenchmark(name("parse_columns").c_str(), parse_columns, kernel);
    benchmark::RegisterBenchmark(name("hash_emails").c_str(), hash_emails, kernel);
  }
  return true;
}

[[maybe_unused]] const bool kRegistered = register_kernels();

}  // namespace
}  // namespace crudtally
