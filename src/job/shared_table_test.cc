#include "job/shared_table.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/parallel.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using Rows = std::map<std::string, Counts>;
using Keep = SortedUsers::Keep;

std::string email_of(size_t user) {
  // Some as long as two of the words that are compared at once, and more.
  return "user" + std::to_string(user) + (user % 10 == 0 ? std::string(60, 'x') : "") + "@x.org";
}

// All that was counted since the last time.
std::vector<Row> take_day(SharedTable& table) {
  std::vector<Row> rows = crudtally::rows_of(*table.day());
  table.end_day();
  return rows;
}

std::vector<Row> rows_of(const Rows& rows) {
  return {rows.begin(), rows.end()};
}

// A table and what its threads count, each by itself: the sum of what they were given is expected.
class Threads {
 public:
  explicit Threads(size_t threads, Keep keep = Keep::order,
                   const Kernel& kernel = *kernels().front())
      : table_(threads, keep, kernel), given_(threads) {
    for (size_t thread = 0; thread < threads; thread++) {
      counters_.push_back(std::make_unique<ThreadCounter>(table_));
    }
  }

  // Counts so many events of random ones of `users` on each thread, the threads at once.
  void count(size_t events, size_t users) {
    parallel_for(counters_.size(), counters_.size(), [&](size_t, size_t thread) {
      std::mt19937 random(static_cast<unsigned>(thread + 1));
      EventFeeder feeder(*counters_[thread]);
      for (size_t event = 0; event < events; event++) {
        const std::string email = email_of(random() % users);
        const size_t action = random() % kActions;
        given_[thread][email][action]++;
        feeder.count(email, static_cast<Action>(action));
      }
    });
  }

  // Hands everything over, and compares the day, taken on all threads at once, with what was given.
  void expect_day() {
    for (const auto& counter : counters_) counter->finish();
    Rows expected;
    for (Rows& given : given_) {
      for (const auto& [email, counts] : given) {
        ASSERT_TRUE(add_counts(expected[email], counts));
        ASSERT_TRUE(add_counts(sum_[email], counts));
      }
      given.clear();
    }
    const auto day = table_.day();
    std::vector<std::vector<Row>> ranges(day->size());
    parallel_for(counters_.size(), ranges.size(), [&](size_t, size_t range) {
      ranges[range] = crudtally::rows_of(*day->range(range));
    });
    table_.end_day();
    std::vector<Row> rows;
    for (const std::vector<Row>& range : ranges)
      rows.insert(rows.end(), range.begin(), range.end());
    EXPECT_TRUE(rows == rows_of(expected));
  }

  // Compares all days since the table was new or cleared with what was given.
  void expect_window() const {
    const auto window = table_.window();
    EXPECT_TRUE(crudtally::rows_of(*window->range("", "")) == rows_of(sum_));
  }

  void clear() {
    table_.clear();
    for (const auto& counter : counters_) counter->clear();
    for (Rows& given : given_) given.clear();
    sum_.clear();
  }

 private:
  SharedTable table_;
  std::vector<std::unique_ptr<ThreadCounter>> counters_;
  std::vector<Rows> given_;  // to each thread, this day
  Rows sum_;                 // of all days
};

TEST(SharedTable, IsTheSumOfAllThreadsWithFewUsers) {
  for (const size_t threads : {1, 2, 5}) {
    for (const Keep keep : {Keep::order, Keep::nothing}) {
      Threads all(threads, keep);
      all.count(20'000, 300);
      all.expect_day();
    }
  }
}

// So many that no thread keeps them for itself, and that they are more than one range.
TEST(SharedTable, IsTheSumOfAllThreadsWithManyUsers) {
  for (const size_t threads : {1, 2, 5}) {
    for (const Keep keep : {Keep::order, Keep::nothing}) {
      Threads all(threads, keep);
      all.count(120'000, 80'000);
      all.expect_day();
    }
  }
}

TEST(SharedTable, IsTheSumWhateverTheHash) {
  for (const Kernel* kernel : kernels()) {
    Threads all(2, Keep::order, *kernel);
    all.count(50'000, 40'000);
    all.expect_day();
    all.count(50'000, 40'000);
    all.expect_day();
    all.expect_window();
  }
}

TEST(SharedTable, GivesDayAfterDayAndTheirSum) {
  Threads all(3);
  for (const size_t users : {300, 60'000, 10, 100'000, 60'000}) {
    all.count(60'000, users);
    all.expect_day();
    all.expect_window();
  }
}

// A thread that has few users and one that has many have some in common.
TEST(SharedTable, IsTheSumOfThreadsOfWhichSomeKeepTheirUsers) {
  SharedTable table(2, Keep::order);
  ThreadCounter few(table);
  ThreadCounter many(table);
  Rows expected;
  {
    EventFeeder few_feeder(few);
    EventFeeder many_feeder(many);
    for (size_t user = 0; user < 50'000; user++) {
      many_feeder.count(email_of(user), Action::read);
      expected[email_of(user)][1]++;
      few_feeder.count(email_of(user % 100), Action::remove);
      expected[email_of(user % 100)][3]++;
    }
  }
  few.finish();
  many.finish();
  EXPECT_TRUE(take_day(table) == rows_of(expected));
}

TEST(SharedTable, CountsOnWhatFollowsThePieces) {
  // Of several pieces, some with many users and some with few.
  Threads all(3);
  all.count(1000, 10);
  all.count(60'000, 60'000);
  all.count(1000, 10);
  all.expect_day();
}

TEST(SharedTable, ForgetsEverythingWhenCleared) {
  Threads all(3);
  for (const size_t users : {50'000, 100, 30'000}) {
    all.count(60'000, users);
    all.expect_day();
    // What is counted and not yet a day is forgotten as well.
    all.count(100, users);
    all.clear();
    all.expect_window();
    all.expect_day();
  }
}

TEST(SharedTable, ForgetsWhatWasNotHandedOver) {
  // As after a failure: in the middle of a piece, and with counts of its own.
  for (const size_t users : {100, 50'000}) {
    SharedTable table(2, Keep::order);
    ThreadCounter counter(table);
    {
      EventFeeder feeder(counter);
      for (size_t user = 0; user < users; user++) feeder.count(email_of(user), Action::read);
    }
    const std::string email = "lost@example.org";
    const ReadableText readable(email);
    UserEvent event = {readable.text().data(), 0, static_cast<uint16_t>(email.size()),
                       Action::create};
    counter.count({&event, 1});
    table.clear();
    counter.clear();
    {
      EventFeeder feeder(counter);
      feeder.count("ann", Action::update);
    }
    counter.finish();
    EXPECT_EQ(take_day(table), (std::vector<Row>{{"ann", {0, 0, 1, 0}}}));
  }
}

TEST(SharedTable, HasAboutAsManyUsersInEachPart) {
  for (const Kernel* kernel : kernels()) {
    const SharedTable table(3, Keep::order, *kernel);
    EXPECT_GE(table.parts(), 2U);
    std::vector<size_t> users(table.parts());
    constexpr size_t kUsers = 20'000;
    for (size_t user = 0; user < kUsers; user++) {
      const std::string email = email_of(user);
      const ReadableText readable(email);
      UserEvent event = {readable.text().data(), 0, static_cast<uint16_t>(email.size()),
                         Action::read};
      table.kernel().hash_emails({&event, 1});
      users.at(table.part_of(event.email_hash))++;
    }
    for (const size_t of_part : users) EXPECT_LT(of_part, 2 * kUsers / table.parts());
  }
}

TEST(SharedTable, AddsAnotherTable) {
  CountTable other;
  {
    TableSink sink(other);
    EventFeeder feeder(sink);
    for (size_t event = 0; event < 70'000; event++) feeder.count("ann", Action::read);
    for (size_t user = 0; user < 1000; user++) feeder.count(email_of(user), Action::create);
  }
  SharedTable table(2, Keep::order);
  parallel_for(2, 2, [&](size_t, size_t) { table.add(other); });
  Rows expected = {{"ann", {0, 140'000, 0, 0}}};
  for (size_t user = 0; user < 1000; user++) expected[email_of(user)] = {2, 0, 0, 0};
  EXPECT_TRUE(take_day(table) == rows_of(expected));
}

TEST(SharedTable, OfNothingHasNoRows) {
  SharedTable table(4, Keep::order);
  EXPECT_TRUE(take_day(table).empty());
  EXPECT_TRUE(crudtally::rows_of(*table.window()->range("", "")).empty());
}

TEST(SharedTable, TellsHowMuchMemoryItTakes) {
  SharedTable table(2, Keep::order);
  const size_t before = table.bytes();
  ThreadCounter counter(table);
  {
    EventFeeder feeder(counter);
    for (size_t user = 0; user < 100'000; user++) feeder.count(email_of(user), Action::read);
  }
  counter.finish();
  take_day(table);
  // Of each user at least the email, and where it stands in the order.
  EXPECT_GT(table.bytes(), before + 100'000 * (email_of(1).size() + 8));
}

}  // namespace
}  // namespace crudtally
