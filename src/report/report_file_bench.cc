// Rows into a report. Rates are of its bytes, and of time on the clock, as the report tells it.
//
// What to expect: 10 ns to format a row as CSV, about as much again to digest and write it, and
// three times both for Parquet.
#include <filesystem>
#include <string>

#include "base/testing.h"
#include "core/benchmarking.h"
#include "report/report_file.h"

namespace crudtally {
namespace {

constexpr size_t kRows = 200'000;

// What `seconds_of` takes of the seconds that a report tells: to format its rows, say, apart from
// the memory that the system takes for a new file.
void write_reports(benchmark::State& state, ReportFormat format,
                   double (*seconds_of)(const ReportTotals&)) {
  const RowsInMemory rows(first_users(kRows));
  const TemporaryFolder folder;
  const std::string path = folder.path("report");
  const auto write = [&] {
    const std::unique_ptr<Run> run = rows.run();
    OneRange range(*run);
    return write_report(path, format, range, 1, nullptr);
  };
  write()->publish();
  const size_t bytes = std::filesystem::file_size(path);
  for (auto _ : state) {
    const ReportTotals totals = write()->totals();
    require(totals.users == kRows, "rows are missing");
    state.SetIterationTime(seconds_of(totals));
  }
  report_rates(state, kRows, bytes);
}

double format_seconds(const ReportTotals& totals) {
  return totals.merge_seconds;
}

double all_seconds(const ReportTotals& totals) {
  return totals.merge_seconds + totals.write_seconds;
}

void format_csv(benchmark::State& state) {
  write_reports(state, ReportFormat::csv, format_seconds);
}

void write_csv(benchmark::State& state) {
  write_reports(state, ReportFormat::csv, all_seconds);
}

void write_parquet(benchmark::State& state) {
  write_reports(state, ReportFormat::parquet, all_seconds);
}

BENCHMARK(format_csv)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(write_csv)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(write_parquet)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace crudtally
