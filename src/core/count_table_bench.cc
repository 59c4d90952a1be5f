// Events into a table.
//
// What to expect: 6 ns an event as long as the users lie in the second-level cache, and two and a
// half to four times as long with a million and more of them: two misses each, but overlapping
// ones. A user who is new costs twice as much as one who is known, or six times where the system
// has to find the memory.
#include <vector>

#include "core/benchmarking.h"
#include "core/count_table.h"
#include "core/kernel.h"

namespace crudtally {
namespace {

constexpr size_t kEvents = 1'000'000;

// Events with their hashes, their emails one after the other as in a log.
struct HashedEvents {
  explicit HashedEvents(const std::vector<size_t>& users)
      : emails(users), events(events_of(emails)) {
    kernels().front()->hash_emails(events);
  }

  Emails emails;
  std::vector<UserEvent> events;
};

void count_known_users(benchmark::State& state) {
  const auto users = static_cast<size_t>(state.range(0));
  CountTable table;
  table.count(HashedEvents(first_users(users)).events);
  const HashedEvents hashed(draw_users(kEvents, users));
  for (auto _ : state) table.count(hashed.events);
  require(table.users() == users, "the table has other users");
  report_rates(state, hashed.events.size(), hashed.emails.bytes());
}

void count_new_users(benchmark::State& state) {
  const HashedEvents hashed(first_users(static_cast<size_t>(state.range(0))));
  for (auto _ : state) {
    CountTable table;
    table.count(hashed.events);
    require(table.users() == hashed.events.size(), "the table has other users");
  }
  report_rates(state, hashed.events.size(), hashed.emails.bytes());
}

BENCHMARK(count_known_users)->Arg(1'000)->Arg(1'000'000)->Arg(5'000'000);
BENCHMARK(count_new_users)->Arg(1'000)->Arg(1'000'000);
// Longer, as the first turn is the one for which the system has to find the memory.
BENCHMARK(count_new_users)->Arg(5'000'000)->MinTime(1.5);

}  // namespace
}  // namespace crudtally
