#include "core/sorted_users.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/parallel.h"
#include "core/email_hash.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using Rows = std::map<std::string, Counts>;
using Keep = SortedUsers::Keep;

// So many users are more than one range.
constexpr size_t kManyUsers = size_t{1} << 16;

// Tables and what sorts their users. A user is always in the same table.
class Days {
 public:
  explicit Days(size_t tables, Keep keep = Keep::order)
      : tables_(tables), users_(pointers(), keep) {}

  // Counts a day, in any order.
  void count(const Rows& rows) {
    std::vector<Row> shuffled(rows.begin(), rows.end());
    std::ranges::shuffle(shuffled, random_.engine());
    for (const auto& [email, counts] : shuffled) {
      const ReadableText readable(email);
      const uint32_t hash = hash_email(readable.text().data(), email.size());
      tables_[hash % tables_.size()].add(readable.text(), counts);
    }
  }

  // The rows of each range of the day.
  std::vector<std::vector<Row>> take_ranges(size_t threads = 1) {
    users_.begin_day();
    parallel_for(threads, users_.tables(), [&](size_t, size_t table) { users_.divide(table); });
    std::vector<std::vector<Row>> ranges(users_.ranges());
    parallel_for(threads, ranges.size(), [&](size_t, size_t range) {
      ranges[range] = rows_in_batches(*users_.day_range(range));
    });
    users_.end_day();
    return ranges;
  }

  // Counts a day, and compares what comes out of it.
  void expect_day(const Rows& rows, size_t threads = 1) {
    count(rows);
    std::vector<Row> taken;
    for (const std::vector<Row>& range : take_ranges(threads)) {
      taken.insert(taken.end(), range.begin(), range.end());
    }
    EXPECT_TRUE(taken == std::vector<Row>(rows.begin(), rows.end()));
  }

  void expect_window(const Rows& rows) const {
    const auto run = users_.window()->range("", "");
    EXPECT_TRUE(rows_in_batches(*run) == std::vector<Row>(rows.begin(), rows.end()));
    EXPECT_EQ(run->next(), nullptr);
  }

  void clear() {
    for (CountTable& table : tables_) table.clear();
    users_.clear();
  }

  const SortedUsers& users() const { return users_; }

 private:
  std::vector<CountTable*> pointers() {
    std::vector<CountTable*> pointers;
    for (CountTable& table : tables_) pointers.push_back(&table);
    return pointers;
  }

  // The rows of a run whose batches are as they should be.
  static std::vector<Row> rows_in_batches(crudtally::Run& run) {
    std::vector<Row> rows;
    while (const RunBatch* batch = run.next()) {
      EXPECT_GT(batch->size(), 0U);
      EXPECT_LE(batch->size(), RunBatch::kRows);
      size_t bytes = 0;
      for (size_t row = 0; row < batch->size(); row++) {
        rows.emplace_back(batch->emails[row], batch->counts[row]);
        bytes += batch->emails[row].size();
      }
      EXPECT_LE(bytes, RunBatch::kBytes * 9 / 8);
    }
    EXPECT_EQ(run.next(), nullptr);
    return rows;
  }

  std::vector<CountTable> tables_;
  SortedUsers users_;
  TestRandom random_;
};

Counts counts_of(size_t number) {
  const auto count = static_cast<int64_t>(number);
  return {1 + count % 3, count % 5, count % 1000, count};
}

// In an order that is not that of their numbers.
Rows numbered_rows(size_t count, const std::string& before, const std::string& behind) {
  Rows rows;
  for (size_t number = 0; number < count; number++) {
    rows[fmt::format("{}{}{}", before, number * 2654435761 % 1'000'000'007, behind)] =
        counts_of(number);
  }
  return rows;
}

void add_rows(Rows& sum, const Rows& rows) {
  for (const auto& [email, counts] : rows) ASSERT_TRUE(add_counts(sum[email], counts));
}

TEST(SortedUsers, AreSortedByTheBytesOfTheEmails) {
  TestRandom random;
  Rows rows;
  for (size_t user = 0; user < 50'000; user++) {
    // Few letters and many lengths: ties in the prefix, and emails that begin like others.
    std::string email;
    for (unsigned letter = 1 + random(24); letter != 0; letter--) email += "ab\xC3\xA9"[random(2)];
    if (random(4) == 0) email += "\xC3\xA9";
    if (random(8) == 0) email += std::string(45, 'z');
    rows[email] = counts_of(user);
  }
  for (const Keep keep : {Keep::order, Keep::nothing}) {
    for (const size_t tables : {1, 2, 16}) Days(tables, keep).expect_day(rows);
  }
}

TEST(SortedUsers, AreAboutAsManyInEachRange) {
  Days days(3);
  constexpr size_t kUsers = 4 * kManyUsers;
  days.count(numbered_rows(kUsers, "", "@example.org"));
  const std::vector<std::vector<Row>> ranges = days.take_ranges();
  ASSERT_GT(ranges.size(), 4U);
  const size_t even = kUsers / ranges.size();
  for (const std::vector<Row>& range : ranges) {
    EXPECT_GT(range.size(), even / 2);
    EXPECT_LT(range.size(), even * 3 / 2);
  }
}

TEST(SortedUsers, AreAboutAsManyInEachRangeWhereEmailsBeginAlike) {
  Days days(2);
  const Rows rows = numbered_rows(2 * kManyUsers, "everyone.begins.with.this.", "@example.org");
  days.count(rows);
  const std::vector<std::vector<Row>> ranges = days.take_ranges();
  ASSERT_GT(ranges.size(), 2U);
  for (const std::vector<Row>& range : ranges) {
    EXPECT_LT(range.size(), 2 * kManyUsers / ranges.size() * 3 / 2);
  }
  days.expect_window(rows);
}

TEST(SortedUsers, AreInTheSameRangesWhateverTheOrderOfEventsAndTheTables) {
  const Rows rows = numbered_rows(2 * kManyUsers, "", "");
  const auto middle = std::next(rows.begin(), std::ssize(rows) / 2);
  std::vector<std::vector<Row>> expected;
  for (const size_t tables : {1, 2, 8}) {
    for (const bool second_half_first : {false, true}) {
      Days days(tables);
      if (second_half_first) days.count(Rows(middle, rows.end()));
      days.count(second_half_first ? Rows(rows.begin(), middle) : rows);
      const std::vector<std::vector<Row>> ranges = days.take_ranges();
      EXPECT_GT(ranges.size(), 1U);
      if (expected.empty()) expected = ranges;
      EXPECT_TRUE(ranges == expected) << tables << " tables";
    }
  }
}

TEST(SortedUsers, OfNoEventsAreNone) {
  for (const Keep keep : {Keep::order, Keep::nothing}) {
    Days days(3, keep);
    days.expect_day({});
    days.expect_window({});
    days.expect_day({{"ann", {1, 2, 3, 4}}});
  }
}

TEST(SortedUsers, HaveEmailsOfEveryLength) {
  Rows rows;
  for (size_t bytes = 1; bytes <= 1024; bytes++) {
    for (char byte = 'a'; byte <= 'e'; byte++) rows[std::string(bytes, byte)] = counts_of(bytes);
  }
  Days days(2);
  days.expect_day(rows);
  days.expect_window(rows);
}

// The days of a week: many users each day, most of them known, with more and more of them.
TEST(SortedUsers, AreTheDaysOneByOneAndTheirSumTogether) {
  for (const size_t threads : {1, 4}) {
    TestRandom random;
    Days days(8);
    Rows sum;
    for (const size_t users : {3'000, 20'000, 25'000, 90'000, 0, 80'000, 200'000}) {
      Rows rows;
      for (size_t user = 0; user < users; user++) {
        if (random(3) == 0) continue;
        std::string email = fmt::format("{:06}", user * 2654435761 % 1'000'000);
        if (user % 50 == 0) email.append(user % 900, 'x');
        rows[email] = {random(3), 1, random(100), random(70'000)};
      }
      days.expect_day(rows, threads);
      add_rows(sum, rows);
      days.expect_window(sum);
    }
    EXPECT_GT(days.users().ranges(), 4U);
  }
}

TEST(SortedUsers, TakeNewOnesAnywhereAmongThoseWhoAreKnown) {
  Rows sum;
  Days days(2);
  for (const Rows& rows :
       {Rows{{"m", {1, 0, 0, 0}}, {"n", {2, 0, 0, 0}}}, Rows{{"a", {0, 1, 0, 0}}},
        Rows{{"z", {0, 0, 1, 0}}}, Rows{{"m", {0, 0, 0, 7}}}, Rows{{"mm", {1, 1, 1, 1}}},
        Rows{{"a", {5, 0, 0, 0}}, {"mmm", {1, 0, 0, 0}}, {"z", {0, 0, 6, 0}}, {"zz", {1, 0, 0, 0}}},
        Rows{}, Rows{{"n", {0, 1, 0, 0}}}}) {
    days.expect_day(rows);
    add_rows(sum, rows);
    days.expect_window(sum);
  }
}

TEST(SortedUsers, KnowsCountsThatTheTablesOrTheSumsHaveNoRoomFor) {
  constexpr int64_t kBillion = 1'000'000'000;
  Days days(2);
  Rows sum;
  const std::vector<Rows> of_days = {
      {{"ann", {3 * kBillion, 70'000, 1, 0}}, {"bob", {0, 0, 0, 5000 * kBillion}}},
      {{"ann", {3 * kBillion, 5, 0, 65'536}}},
      // So many others that all are divided anew.
      numbered_rows(kManyUsers, "", ""),
      {{"ann", {1, 0, 4 * kBillion, 65'535}}, {"bob", {0, 1, 0, 0}}, {"cat", {1, 0, 0, 0}}},
      numbered_rows(3 * kManyUsers, "c", ""),
      {{"ann", {kBillion, 0, 4 * kBillion, 1}}, {"bob", {0, 0, 0, 1}}},
  };
  for (const Rows& rows : of_days) {
    days.expect_day(rows);
    add_rows(sum, rows);
    days.expect_window(sum);
  }
}

TEST(SortedUsers, AreForgottenWhenCleared) {
  Days days(4);
  for (const size_t users : {2 * kManyUsers, size_t{100}, kManyUsers}) {
    const Rows rows = numbered_rows(users, std::to_string(users), "");
    days.expect_day(rows);
    days.expect_window(rows);
    days.clear();
    days.expect_window({});
  }
  days.expect_day({});
}

TEST(SortedUsers, AreNotKeptWhereNothingIsToBeKept) {
  Days order(2, Keep::order);
  Days nothing(2, Keep::nothing);
  const Rows rows = numbered_rows(kManyUsers, "", "");
  order.expect_day(rows);
  nothing.expect_day(rows);
  EXPECT_GT(order.users().bytes(), kManyUsers);
  EXPECT_EQ(nothing.users().bytes(), 0U);
}

TEST(SortedUsersWindow, HasTheRowsBetweenAnyBorders) {
  const Rows rows = numbered_rows(2 * kManyUsers, "", "@example.org");
  Days days(4);
  days.expect_day(rows);
  const auto window = days.users().window();
  EXPECT_EQ(window->rows(), rows.size());
  const std::vector<std::string> begins = window->range_begins();
  ASSERT_GT(begins.size(), 2U);
  std::vector<std::string> borders = {"", begins[0], begins.back(), "0", "~"};
  for (const size_t at : {size_t{7}, rows.size() / 2, rows.size() - 1}) {
    const std::string& email = std::next(rows.begin(), static_cast<ptrdiff_t>(at))->first;
    borders.push_back(email);
    borders.push_back(email + "x");
  }
  for (const std::string& begin : borders) {
    for (const std::string& end : borders) {
      if (!end.empty() && end < begin) continue;
      auto next = rows.lower_bound(begin);
      const auto run = window->range(begin, end);
      while (const RunBatch* batch = run->next()) {
        for (size_t row = 0; row < batch->size(); row++, next++) {
          ASSERT_NE(next, rows.end());
          ASSERT_EQ(batch->emails[row], next->first) << begin << " to " << end;
          ASSERT_EQ(batch->counts[row], next->second) << begin << " to " << end;
        }
      }
      ASSERT_EQ(next, end.empty() ? rows.end() : rows.lower_bound(end)) << begin << " to " << end;
    }
  }
}

TEST(SortedUsersWindow, TellsWhereEvenPartsBegin) {
  const Rows rows = numbered_rows(2 * kManyUsers, "", "");
  Days days(4);
  days.expect_day(rows);
  const std::vector<std::string> begins = days.users().window()->range_begins();
  EXPECT_TRUE(std::ranges::is_sorted(begins));
  const size_t even = rows.size() / (begins.size() + 1);
  size_t before = 0;
  for (const std::string& begin : begins) {
    const auto up_to = static_cast<size_t>(std::distance(rows.begin(), rows.lower_bound(begin)));
    EXPECT_GT(up_to - before, even / 2);
    EXPECT_LT(up_to - before, even * 3 / 2);
    before = up_to;
  }
}

}  // namespace
}  // namespace crudtally
