// Events into a table.
#include <vector>

#include "core/benchmarking.h"
#include "core/count_table.h"
#include "core/email_hash.h"

namespace crudtally {
namespace {

constexpr size_t kEvents = 1'000'000;

// Events of users, their emails one after the other as in a log.
class Events {
 public:
  explicit Events(const std::vector<size_t>& users) : emails_(users) {
    TestRandom random;
    events_.reserve(users.size());
    for (size_t at = 0; at < emails_.size(); at++) {
      const std::string_view email = emails_[at];
      events_.push_back({email.data(), hash_email(email.data(), email.size()),
                         static_cast<uint16_t>(email.size()),
                         static_cast<Action>(random(kActions))});
    }
  }

  std::span<const UserEvent> all() const { return events_; }
  size_t size() const { return events_.size(); }
  size_t email_bytes() const { return emails_.bytes(); }

 private:
  Emails emails_;
  std::vector<UserEvent> events_;
};

std::vector<size_t> draw_users(size_t count, size_t users) {
  TestRandom random;
  std::vector<size_t> drawn(count);
  for (size_t& user : drawn) user = random(users);
  return drawn;
}

void hash_emails(benchmark::State& state) {
  const Events events(draw_users(kEvents, kEvents));
  for (auto _ : state) {
    uint32_t hashes = 0;
    for (const UserEvent& event : events.all()) {
      hashes ^= hash_email(event.email, event.email_bytes);
    }
    benchmark::DoNotOptimize(hashes);
  }
  report_rates(state, events.size(), events.email_bytes());
}

void count_known_users(benchmark::State& state) {
  const auto users = static_cast<size_t>(state.range(0));
  CountTable table;
  table.count(Events(first_users(users)).all());
  const Events events(draw_users(kEvents, users));
  for (auto _ : state) table.count(events.all());
  require(table.users() == users, "the table has other users");
  report_rates(state, events.size(), events.email_bytes());
}

void count_new_users(benchmark::State& state) {
  const Events events(first_users(static_cast<size_t>(state.range(0))));
  for (auto _ : state) {
    CountTable table;
    table.count(events.all());
    require(table.users() == events.size(), "the table has other users");
  }
  report_rates(state, events.size(), events.email_bytes());
}

BENCHMARK(hash_emails);
BENCHMARK(count_known_users)->Arg(1'000)->Arg(1'000'000)->Arg(5'000'000);
BENCHMARK(count_new_users)->Arg(1'000)->Arg(1'000'000)->Arg(5'000'000);

}  // namespace
}  // namespace crudtally
