// The loops that see every byte, at each level of SIMD.
//
// What to expect of a core, with rows of 50 bytes: AVX2 scans at twice the speed or more at which
// the page cache is read (9 GB/s) and parses plain rows, in 3 to 4 ns each, at over half the scan's
// speed. Quotes cost a tenth; other columns take three times as long. An email is hashed in a
// nanosecond. The portable level takes six times as long to scan, four times to parse plain rows,
// twice to hash. AVX-512 gains a tenth in the scan and a fifth in other columns, the rest nothing.
#include <span>
#include <string_view>
#include <vector>

#include "core/benchmarking.h"
#include "core/kernel.h"

namespace crudtally {
namespace {

// So many rows that no branch predictor knows them by heart.
constexpr size_t kTextBytes = size_t{8} << 20;

// Whole batches of them.
constexpr size_t kEvents = 3'000 * EventBatch::kEvents;

constexpr std::string_view kPlainRow = "{email},{action},2024-09-16 {time}\n";
constexpr std::string_view kQuotedRow = "\"{email}\",{action},2024-09-16 {time}\n";
constexpr std::string_view kFiveColumns = "2024-09-16 {time},north,{action},{email},s-4711\n";

void scan_rows(benchmark::State& state, const Kernel& kernel) {
  const LogText log(kTextBytes, {kPlainRow});
  std::vector<uint32_t> ends(log.text().size() + kSpareLineEnds);
  for (auto _ : state) {
    RowScan scan;
    const size_t lines = kernel.scan_rows(log.text(), scan, ends.data());
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

void parse_plain_rows(benchmark::State& state, const Kernel& kernel) {
  parse_log(state, kPlainRow, kernel.parse_plain_rows);
}

void parse_quoted_rows(benchmark::State& state, const Kernel& kernel) {
  parse_log(state, kQuotedRow, kernel.parse_plain_rows);
}

void parse_columns(benchmark::State& state, const Kernel& kernel) {
  parse_log(state, kFiveColumns,
            [&](const Lines& lines, const PlainTimestamp& timestamp, EventBatch& batch,
                HourCounts& hours) {
              return kernel.parse_columns(lines, Columns{5, 3, 2, 0}, timestamp, batch, hours);
            });
}

void hash_emails(benchmark::State& state, const Kernel& kernel) {
  const Emails emails(draw_users(kEvents, kEvents));
  std::vector<UserEvent> events = events_of(emails);
  for (auto _ : state) {
    for (size_t at = 0; at < events.size(); at += EventBatch::kEvents) {
      kernel.hash_emails(std::span(events).subspan(at, EventBatch::kEvents));
    }
    benchmark::ClobberMemory();
  }
  report_rates(state, events.size(), emails.bytes());
}

using Body = void (*)(benchmark::State& state, const Kernel& kernel);

void run_at_level(benchmark::State& state, Body body, const char* level) {
  const Kernel* kernel = find_kernel(level);
  if (kernel == nullptr) {
    state.SkipWithError("this processor does not have it");
    return;
  }
  body(state, *kernel);
}

#define BENCHMARK_LEVELS(body)                                                          \
  BENCHMARK_CAPTURE(run_at_level, portable, body, "portable")->Name(#body "/portable"); \
  BENCHMARK_CAPTURE(run_at_level, avx2, body, "avx2")->Name(#body "/avx2");             \
  BENCHMARK_CAPTURE(run_at_level, avx512, body, "avx512")->Name(#body "/avx512")

BENCHMARK_LEVELS(scan_rows);
BENCHMARK_LEVELS(parse_plain_rows);
BENCHMARK_LEVELS(parse_quoted_rows);
BENCHMARK_LEVELS(parse_columns);
BENCHMARK_LEVELS(hash_emails);

}  // namespace
}  // namespace crudtally
