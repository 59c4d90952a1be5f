// The users of a day in the order of their emails: a day by itself, and the day after it.
//
// What to expect: 90 ns a user, counts taken and the order kept, and two thirds of that the day
// after.
#include <optional>
#include <vector>

#include "core/benchmarking.h"
#include "core/email_hash.h"
#include "core/sorted_users.h"

namespace crudtally {
namespace {

constexpr size_t kUsers = 1'000'000;
constexpr size_t kTables = 16;

// Counted days, in as many tables as two threads have.
class Days {
 public:
  Days() : tables_(kTables) { forget(); }

  void forget() {
    std::vector<CountTable*> pointers;
    for (CountTable& table : tables_) {
      table.clear();
      pointers.push_back(&table);
    }
    users_.emplace(pointers, SortedUsers::Keep::order);
  }

  // An event of each.
  void count(const Emails& emails) {
    for (size_t at = 0; at < emails.size(); at++) {
      const std::string_view email = emails[at];
      const uint32_t hash = hash_email(email.data(), email.size());
      tables_[hash % kTables].add(email, hash, {0, 1, 0, 0});
    }
  }

  // Sorts the day, and reads it; how many rows it has.
  size_t sort() {
    users_->begin_day();
    for (size_t table = 0; table < kTables; table++) users_->divide(table);
    size_t rows = 0;
    for (size_t range = 0; range < users_->ranges(); range++) {
      rows += drain(*users_->day_range(range));
    }
    users_->end_day();
    return rows;
  }

 private:
  std::vector<CountTable> tables_;
  std::optional<SortedUsers> users_;
};

void sort_day(benchmark::State& state) {
  TestRandom random;
  const Emails emails(users_of_a_day(kUsers, random));
  Days days;
  for (auto _ : state) {
    state.PauseTiming();
    days.forget();
    days.count(emails);
    state.ResumeTiming();
    require(days.sort() == emails.size(), "users are missing");
  }
  report_rates(state, emails.size(), emails.bytes());
}

// 63 in 100 of its users are those of the day before.
void sort_next_day(benchmark::State& state) {
  TestRandom random;
  const Emails first(users_of_a_day(kUsers, random));
  const Emails second(users_of_a_day(kUsers, random));
  Days days;
  for (auto _ : state) {
    state.PauseTiming();
    days.forget();
    days.count(first);
    days.sort();
    days.count(second);
    state.ResumeTiming();
    require(days.sort() == second.size(), "users are missing");
  }
  report_rates(state, second.size(), second.bytes());
}

BENCHMARK(sort_day)->Unit(benchmark::kMillisecond);
BENCHMARK(sort_next_day)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace crudtally
