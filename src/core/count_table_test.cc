#include "core/count_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include <gtest/gtest.h>

#include "core/dialect.h"
#include "core/email_hash.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using Rows = std::map<std::string, Counts>;

// Counts each row's events one by one.
void count_rows(CountTable& table, const Rows& rows) {
  TableSink sink(table);
  EventFeeder feeder(sink);
  for (const auto& [email, counts] : rows) {
    for (size_t action = 0; action < kActions; action++) {
      for (int64_t event = 0; event < counts[action]; event++) {
        feeder.count(email, static_cast<Action>(action));
      }
    }
  }
}

Rows rows_of(const CountTable& table) {
  Rows rows;
  table.for_each_user({}, [&](auto user) {
    EXPECT_TRUE(rows.emplace(table.email(user), table.counts(user)).second);
  });
  EXPECT_EQ(rows.size(), table.users());
  return rows;
}

uint32_t hash_of(std::string_view email) {
  const ReadableText readable(email);
  return hash_email(readable.text().data(), email.size());
}

std::string numbered_email(size_t number) {
  return "user" + std::to_string(number) + "@example.org";
}

// Emails of every length, two of each; as many as fill a slab and go on into the next ones.
Rows rows_of_every_length() {
  Rows rows;
  for (size_t bytes = 1; bytes <= kLongestEmailBytes; bytes++) {
    const auto number = static_cast<int64_t>(bytes);
    rows[std::string(bytes - 1, 'a') + 'a'] = {1 + number % 3, 0, number % 2, 0};
    rows[std::string(bytes - 1, 'a') + 'b'] = {0, 1, 0, number % 5};
  }
  return rows;
}

TEST(CountTable, CountsEmailsOfEveryLength) {
  CountTable table;
  count_rows(table, rows_of_every_length());
  EXPECT_EQ(rows_of(table), rows_of_every_length());
}

TEST(CountTable, CountsAsAMapDoesWhileItGrows) {
  TestRandom random;
  CountTable table;
  Rows expected;
  {
    TableSink sink(table);
    EventFeeder feeder(sink);
    for (int event = 0; event < 300'000; event++) {
      const unsigned user = random(100'000);
      std::string email = numbered_email(user);
      if (user % 10 == 0) email += std::string(40, 'x');
      if (user % 100 == 0) email += std::string(900, 'y');
      const unsigned action = random(kActions);
      expected[email][action]++;
      feeder.count(email, static_cast<Action>(action));
    }
  }
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, TellsEmailsOfEqualHashesApart) {
  // Of so many emails, some four pairs have the same 32 bits.
  std::unordered_map<uint32_t, size_t> numbers;
  Rows expected;
  for (size_t number = 0; number < 200'000; number++) {
    const auto [other, is_new] = numbers.emplace(hash_of(numbered_email(number)), number);
    if (is_new) continue;
    expected[numbered_email(number)] = {1, 2, 0, 0};
    expected[numbered_email(other->second)] = {0, 0, 3, 4};
  }
  ASSERT_FALSE(expected.empty());
  CountTable table;
  count_rows(table, expected);
  for (const auto& [email, counts] : expected) table.add(ReadableText(email).text(), counts);
  for (auto& [email, counts] : expected) ASSERT_TRUE(add_counts(counts, Counts(counts)));
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, GoesOnAtItsIndexsBeginWhereItsEndIsFull) {
  // All of them belong into the last of the 1,024 slots that a table begins with.
  Rows expected;
  for (size_t number = 0; expected.size() < 50; number++) {
    if (hash_of(numbered_email(number)) >> 22 == 1023) expected[numbered_email(number)][1] = 2;
  }
  CountTable table;
  count_rows(table, expected);
  EXPECT_EQ(rows_of(table), expected);
  EXPECT_TRUE(table.sample(0.9).empty());
  EXPECT_EQ(table.sample(1).size(), 50U);
}

TEST(CountTable, LosesNothingWhenANarrowCountOverflows) {
  const Rows expected = {
      {"ann", {0, 1000, 0, 0}}, {"bob", {0, 0, 0, 256}}, {"cat", {255, 0, 0, 0}}};
  CountTable table;
  count_rows(table, expected);
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, AddsCountsOfEveryUserOfAnother) {
  CountTable table;
  count_rows(table, {{"aa", {5, 0, 0, 0}}, {"ann", {0, 7, 0, 0}}});
  Rows expected = rows_of_every_length();
  for (const auto& [email, counts] : expected) table.add(ReadableText(email).text(), counts);
  expected["aa"][0] += 5;
  expected["ann"] = {0, 7, 0, 0};
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, LosesNothingWhenWhatIsAddedOverflowsANarrowCount) {
  constexpr int64_t kMany = int64_t{1} << 40;
  CountTable table;
  count_rows(table, {{"ann", {200, 255, 1, 300}}});
  table.add(ReadableText("ann").text(), {55, 1, 255, 0});
  table.add(ReadableText("ann").text(), {1, 255, 600, 1000});
  table.add(ReadableText("bob").text(), {kMany, 256, 255, 0});
  table.add(ReadableText("bob").text(), {kMany, 0, 0, 0});
  EXPECT_EQ(rows_of(table),
            (Rows{{"ann", {256, 511, 856, 1300}}, {"bob", {2 * kMany, 256, 255, 0}}}));
  // What was counted one by one goes on from there.
  count_rows(table, {{"ann", {256, 1, 0, 0}}});
  EXPECT_EQ(rows_of(table),
            (Rows{{"ann", {512, 512, 856, 1300}}, {"bob", {2 * kMany, 256, 255, 0}}}));
}

TEST(CountTable, ForgetsEverythingWhenCleared) {
  CountTable table;
  count_rows(table, {{"ann", {0, 300, 0, 0}}, {std::string(100, 'l'), {0, 1, 0, 0}}});
  table.clear();
  EXPECT_EQ(table.users(), 0U);
  EXPECT_EQ(rows_of(table), Rows());
  EXPECT_TRUE(table.sample(1).empty());
  count_rows(table, {{"ann", {1, 0, 0, 0}}});
  EXPECT_EQ(rows_of(table), (Rows{{"ann", {1, 0, 0, 0}}}));
}

TEST(CountTable, CountsOtherUsersAfterManyWereForgotten) {
  CountTable table;
  count_rows(table, rows_of_every_length());
  table.clear();
  Rows expected;
  for (size_t number = 0; number < 60'000; number++) expected[numbered_email(number)][3] = 1;
  count_rows(table, expected);
  EXPECT_EQ(rows_of(table), expected);
}

TEST(CountTable, KeepsEmailsWhereACounterCanReadThem) {
  CountTable table;
  count_rows(table, rows_of_every_length());
  CountTable other;
  table.for_each_user({}, [&](CountTable::User user) {
    table.prefetch(user);
    other.add(table.email(user), table.counts(user));
  });
  EXPECT_EQ(rows_of(other), rows_of_every_length());
}

TEST(CountTable, GivesCountsAwayOnceAndKeepsTheUsers) {
  CountTable table;
  const auto take = [&table] {
    Rows taken;
    table.for_each_user(
        {}, [&](auto user) { taken.emplace(table.email(user), table.take_counts(user)); });
    table.end_take();
    return taken;
  };
  const Rows first = {{"ann", {1, 1000, 0, 255}}, {"bob", {256, 0, 0, 0}}};
  count_rows(table, first);
  EXPECT_EQ(take(), first);
  EXPECT_EQ(take(), (Rows{{"ann", {}}, {"bob", {}}}));
  count_rows(table, {{"ann", {0, 300, 2, 0}}, {"cat", {1, 0, 0, 0}}});
  EXPECT_EQ(take(), (Rows{{"ann", {0, 300, 2, 0}}, {"bob", {}}, {"cat", {1, 0, 0, 0}}}));
  EXPECT_EQ(table.users(), 3U);
}

TEST(CountTable, VisitsTheUsersThatHaveAppearedSinceAMark) {
  CountTable table;
  std::vector<CountTable::Mark> marks;
  std::vector<std::vector<std::string>> appeared;
  const auto since = [&table](CountTable::Mark mark) {
    std::vector<std::string> emails;
    table.for_each_user(mark,
                        [&](CountTable::User user) { emails.emplace_back(table.email(user)); });
    return emails;
  };
  TestRandom random;
  // Over the borders of the first slabs, of 64 KiB, 256 KiB and 1 MiB.
  for (size_t step = 0, number = 0; step < 200; step++) {
    marks.push_back(table.mark());
    appeared.emplace_back();
    for (unsigned users = random(40); users != 0; users--) {
      std::string email = numbered_email(number++);
      email.append(random(900), 'x');
      table.add(ReadableText(email).text(), {1, 0, 0, 0});
      appeared.back().push_back(std::move(email));
    }
  }
  std::vector<std::string> expected;
  for (size_t step = marks.size(); step-- != 0;) {
    expected.insert(expected.begin(), appeared[step].begin(), appeared[step].end());
    ASSERT_EQ(since(marks[step]), expected) << step;
  }
  EXPECT_TRUE(since(table.mark()).empty());
  // Who was there already does not appear again.
  const CountTable::Mark mark = table.mark();
  table.add(ReadableText(expected.front()).text(), {1, 0, 0, 0});
  EXPECT_TRUE(since(mark).empty());
}

std::set<std::string> sampled_emails(const CountTable& table, double share) {
  std::set<std::string> emails;
  for (const CountTable::User user : table.sample(share)) {
    EXPECT_TRUE(emails.emplace(table.email(user)).second);
  }
  return emails;
}

TEST(CountTable, SamplesAllUsersOrAboutAsManyAsAskedFor) {
  CountTable table;
  EXPECT_TRUE(table.sample(1).empty());
  Rows rows;
  for (size_t number = 0; number < 50'000; number++) rows[numbered_email(number)][1] = 1;
  count_rows(table, rows);
  std::set<std::string> all;
  for (const auto& [email, counts] : rows) all.insert(email);
  EXPECT_EQ(sampled_emails(table, 1.0), all);
  EXPECT_TRUE(table.sample(0).empty());
  // A deviation from 5,000 by 67 is a usual one.
  EXPECT_NEAR(static_cast<double>(sampled_emails(table, 0.1).size()), 5000, 350);
}

TEST(CountTable, SamplesTheSameUsersWhateverTheOrderTheyCameIn) {
  std::vector<std::string> emails;
  for (size_t number = 0; number < 20'000; number++) emails.push_back(numbered_email(number));
  TestRandom random;
  std::set<std::string> sampled;
  for (int order = 0; order < 3; order++) {
    std::ranges::shuffle(emails, random.engine());
    CountTable table;
    for (const std::string& email : emails) table.add(ReadableText(email).text(), {1, 0, 0, 0});
    if (order == 0) sampled = sampled_emails(table, 0.03);
    EXPECT_EQ(sampled_emails(table, 0.03), sampled);
  }
  EXPECT_FALSE(sampled.empty());
}

}  // namespace
}  // namespace crudtally
