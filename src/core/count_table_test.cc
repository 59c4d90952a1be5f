#include "core/count_table.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "core/table_run.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using Rows = std::map<std::string, Counts>;

// Counts events one by one, in full batches.
template <typename Narrow>
class Feeder {
 public:
  explicit Feeder(BasicCountTable<Narrow>& table) : table_(table) {}
  ~Feeder() { flush(); }

  void count(std::string email, Action action) {
    std::string& kept = emails_[batch_.size];
    kept = std::move(email);
    const size_t bytes = kept.size();
    // What lies behind an email must not matter: here, in a log it is the rest of the row.
    kept.resize(bytes + kReadableBytes, 'x');
    batch_.add(kept.data(), bytes, action);
    if (batch_.full()) flush();
  }
  void flush() {
    table_.count(batch_);
    batch_.size = 0;
  }

 private:
  BasicCountTable<Narrow>& table_;
  std::array<std::string, EventBatch::kEvents> emails_;
  EventBatch batch_;
};

template <typename Narrow>
Rows rows_of(const BasicCountTable<Narrow>& table) {
  Rows rows;
  for (size_t user = 0; user < table.users(); user++) {
    EXPECT_TRUE(rows.emplace(table.email(user), table.counts(user)).second);
  }
  return rows;
}

TEST(CountTable, CountsEmailsOfEveryLength) {
  CountTable table;
  Rows expected;
  {
    Feeder feeder(table);
    for (size_t bytes = 1; bytes <= 1024; bytes++) {
      for (const char last : {'a', 'b'}) {
        const std::string email = std::string(bytes - 1, 'a') + last;
        for (size_t times = 0; times <= bytes % 3; times++) {
          feeder.count(email, Action::update);
          expected[email][2]++;
        }
      }
    }
  }
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, CountsAsAMapDoesWhileItGrows) {
  TestRandom random;
  CountTable table;
  Rows expected;
  {
    Feeder feeder(table);
    for (int event = 0; event < 300'000; event++) {
      const unsigned user = random(100'000);
      std::string email = "user" + std::to_string(user) + "@example.org";
      if (user % 10 == 0) email += std::string(40, 'x');
      const unsigned action = random(kActions);
      expected[email][action]++;
      feeder.count(std::move(email), static_cast<Action>(action));
    }
  }
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, LosesNothingWhenANarrowCountOverflows) {
  BasicCountTable<uint8_t> table;
  {
    Feeder feeder(table);
    for (int event = 0; event < 1000; event++) feeder.count("ann", Action::read);
    for (int event = 0; event < 256; event++) feeder.count("bob", Action::remove);
    for (int event = 0; event < 255; event++) feeder.count("cat", Action::create);
  }
  EXPECT_EQ(rows_of(table),
            (Rows{{"ann", {0, 1000, 0, 0}}, {"bob", {0, 0, 0, 256}}, {"cat", {255, 0, 0, 0}}}));
}

TEST(CountTable, ForgetsEverythingWhenCleared) {
  BasicCountTable<uint8_t> table;
  {
    Feeder feeder(table);
    for (int event = 0; event < 300; event++) feeder.count("ann", Action::read);
    feeder.count(std::string(100, 'l'), Action::read);
  }
  table.clear();
  EXPECT_EQ(table.users(), 0U);
  { Feeder(table).count("ann", Action::create); }
  EXPECT_EQ(rows_of(table), (Rows{{"ann", {1, 0, 0, 0}}}));
}

TEST(TableRun, IsSortedByTheBytesOfTheEmails) {
  TestRandom random;
  CountTable table;
  Rows expected;
  {
    Feeder feeder(table);
    for (int user = 0; user < 50'000; user++) {
      // Few letters and many lengths: ties in the prefix, and emails that begin like others.
      std::string email;
      for (unsigned letter = 1 + random(24); letter != 0; letter--) {
        email += "ab\xC3\xA9"[random(2)];
      }
      if (random(4) == 0) email += "\xC3\xA9";
      if (random(8) == 0) email += std::string(45, 'z');
      expected[email][1]++;
      feeder.count(std::move(email), Action::read);
    }
  }
  const std::unique_ptr<crudtally::Run> run = make_run(table);
  auto next = expected.begin();
  while (const RunBatch* batch = run->next()) {
    ASSERT_LE(batch->size(), RunBatch::kRows);
    for (size_t row = 0; row < batch->size(); row++, next++) {
      ASSERT_NE(next, expected.end());
      ASSERT_EQ(batch->emails[row], next->first);
      ASSERT_EQ(batch->counts[row], next->second);
    }
  }
  EXPECT_EQ(next, expected.end());
}

}  // namespace
}  // namespace crudtally
