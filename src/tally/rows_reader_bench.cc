// A day tally back into rows. Rates are of the rows as they are in memory.
//
// What to expect: to decode takes under half as long as to encode, 15 ns a row, and to verify all
// of it two fifths more.
#include "base/testing.h"
#include "core/benchmarking.h"
#include "tally/rows_reader.h"
#include "tally/tally_file.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

constexpr size_t kRows = 200'000;

// A published tally, which the page cache still has.
class WrittenTally {
 public:
  WrittenTally() : rows_(first_users(kRows)) {
    const std::unique_ptr<Run> run = rows_.run();
    OneRange range(*run);
    write_tally(path_, range, metadata_of(rows_of(*rows_.run())), 1);
  }

  const std::string& path() const { return path_; }
  const RowsInMemory& rows() const { return rows_; }

 private:
  TemporaryFolder folder_;
  const std::string path_ = folder_.path("2024-09-16.parquet");
  RowsInMemory rows_;
};

void decode_rows(benchmark::State& state) {
  const WrittenTally tally;
  for (auto _ : state) {
    RowsReader reader(std::make_shared<const File>(File::open(tally.path())), nullptr);
    require(drain(reader) == kRows, "rows are missing");
  }
  report_rates(state, kRows, tally.rows().bytes());
}

// As a call reads it: with its seal, digests, order and sums.
void decode_and_verify_rows(benchmark::State& state) {
  const WrittenTally tally;
  for (auto _ : state) {
    require(drain(*TallyFile::open(tally.path())->rows()) == kRows, "rows are missing");
  }
  report_rates(state, kRows, tally.rows().bytes());
}

BENCHMARK(decode_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(decode_and_verify_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace crudtally
