// The runs of a week into one. Rates are of the rows that go in.
//
// What to expect: under 10 ns a row where users are in most of the days, and twice that where each
// is in one: then as many rows come out as go in.
#include <memory>
#include <vector>

#include "core/benchmarking.h"
#include "core/merge.h"

namespace crudtally {
namespace {

constexpr size_t kRuns = 7;
constexpr size_t kUsers = 200'000;

using Week = std::vector<std::unique_ptr<RowsInMemory>>;

void merge_week(benchmark::State& state, const Week& week, size_t users) {
  size_t rows = 0;
  size_t bytes = 0;
  for (const auto& day : week) {
    rows += day->rows();
    bytes += day->bytes();
  }
  for (auto _ : state) {
    std::vector<std::unique_ptr<Run>> runs;
    for (const auto& day : week) runs.push_back(day->run());
    require(drain(*merge_runs(std::move(runs))) == users, "users are missing");
  }
  report_rates(state, rows, bytes);
}

// Each user is in four or five of the seven.
void merge_equal_users(benchmark::State& state) {
  TestRandom random;
  Week week;
  std::vector<bool> is_in_week(kUsers);
  for (size_t run = 0; run < kRuns; run++) {
    const std::vector<size_t> users = users_of_a_day(kUsers, random);
    for (const size_t user : users) is_in_week[user] = true;
    week.push_back(std::make_unique<RowsInMemory>(users));
  }
  merge_week(state, week, static_cast<size_t>(std::ranges::count(is_in_week, true)));
}

// Each user is in one of the seven.
void merge_different_users(benchmark::State& state) {
  TestRandom random;
  std::vector<std::vector<size_t>> users(kRuns);
  constexpr size_t kAllUsers = kRuns * kUsers * 63 / 100;
  for (size_t user = 0; user < kAllUsers; user++) users[random(kRuns)].push_back(user);
  Week week;
  for (const std::vector<size_t>& of_day : users) {
    week.push_back(std::make_unique<RowsInMemory>(of_day));
  }
  merge_week(state, week, kAllUsers);
}

BENCHMARK(merge_equal_users)->Unit(benchmark::kMillisecond);
BENCHMARK(merge_different_users)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace crudtally
