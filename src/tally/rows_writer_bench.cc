// Rows into the bytes of Parquet. Rates are of the rows as they are in memory.
//
// What to expect: 40 ns a row to encode it, and a sixth of that for its totals.
#include "core/benchmarking.h"
#include "tally/rows_writer.h"
#include "tally/run_totals.h"

namespace crudtally {
namespace {

// Two row groups.
constexpr size_t kRows = 2 * RowsEncoder::kRowGroupRows;

void encode_rows(benchmark::State& state) {
  const RowsInMemory rows(first_users(kRows));
  RowsEncoder encoder("memory");
  for (auto _ : state) {
    for (const RunBatch& batch : rows.batches()) encoder.append(batch);
    benchmark::DoNotOptimize(encoder.finish());
  }
  report_rates(state, rows.rows(), rows.bytes());
}

// What is added up of all rows beside, when they are written and when they are read.
void total_rows(benchmark::State& state) {
  const RowsInMemory rows(first_users(kRows));
  for (auto _ : state) {
    RunTotals totals;
    for (const RunBatch& batch : rows.batches()) {
      require(totals.add(batch).empty(), "the rows are no run");
    }
    benchmark::DoNotOptimize(totals.rows_digest());
  }
  report_rates(state, rows.rows(), rows.bytes());
}

BENCHMARK(encode_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(total_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace crudtally
