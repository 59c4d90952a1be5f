#include "job/window_ranges.h"

#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/parallel.h"
#include "base/testing.h"
#include "core/sorted_users.h"
#include "report/report_file.h"
#include "tally/tally_file.h"
#include "tally/testing.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// Some of the numbers below `users`, as the rows of one day.
std::vector<Row> random_rows(size_t users, size_t one_in, TestRandom& random) {
  std::vector<Row> rows;
  for (size_t user = 0; user < users; user++) {
    if (random(one_in) != 0) continue;
    rows.emplace_back(fmt::format("{:06}@example.org", user),
                      Counts{1, random(3), random(300), random(70'000)});
  }
  return rows;
}

class WindowRangesTest : public ::testing::Test {
 protected:
  // Adds the tally of another day.
  void add_tally(const std::vector<Row>& rows) {
    const std::string path = next_path();
    MemoryRanges ranges({rows});
    write_tally(path, ranges, metadata_of(rows), 1);
    add_file(path, rows);
  }

  // Takes the tally of a day that was added.
  void take_tally(const std::vector<Row>& rows) {
    add_tally(rows);
    taken_.push_back(std::move(tallies_.back()));
    tallies_.pop_back();
    days_.pop_back();
    taken_days_.push_back(rows);
  }

  // Adds a tally with these rows and the metadata of others.
  void add_tally(const std::vector<Row>& rows, const TallyMetadata& metadata) {
    const std::string path = next_path();
    write_sealed(path, rows, to_json(metadata));
    add_file(path, rows);
  }

  // The rows of a day that are in memory.
  void add_counted(const std::vector<Row>& rows) {
    for (const auto& [email, counts] : rows) counted_.add(ReadableText(email).text(), counts);
    users_.begin_day();
    users_.divide(0);
    for (size_t range = 0; range < users_.ranges(); range++) rows_of(*users_.day_range(range));
    users_.end_day();
    days_.push_back(rows);
  }

  WindowRanges window(size_t threads) const {
    std::vector<std::unique_ptr<EmailRanges>> days;
    if (counted_.users() != 0) days.push_back(users_.window());
    for (const auto& tally : tallies_) days.push_back(tally->ranges());
    std::vector<std::unique_ptr<EmailRanges>> taken;
    for (const auto& tally : taken_) taken.push_back(tally->ranges());
    return WindowRanges(std::move(days), std::move(taken), threads);
  }

  // Uses each range on one of so many threads, and compares all of it with the sum of the rows.
  void expect_the_sum(WindowRanges& ranges, size_t threads) const {
    std::vector<std::vector<Row>> read(ranges.size());
    parallel_for(threads, ranges.size(),
                 [&](size_t, size_t range) { read[range] = rows_of(*ranges.range(range)); });
    std::map<std::string, Counts> sum;
    for (const std::vector<Row>& rows : days_) {
      for (const auto& [email, counts] : rows) ASSERT_TRUE(add_counts(sum[email], counts));
    }
    for (const std::vector<Row>& rows : taken_days_) {
      for (const auto& [email, counts] : rows) {
        for (size_t action = 0; action < kActions; action++) sum[email][action] -= counts[action];
      }
    }
    std::erase_if(sum, [](const auto& row) { return row.second == Counts{}; });
    auto next = sum.begin();
    for (const std::vector<Row>& rows : read) {
      for (const Row& row : rows) {
        ASSERT_NE(next, sum.end());
        ASSERT_EQ(row, Row(*next));
        next++;
      }
    }
    EXPECT_EQ(next, sum.end());
  }

  // Whether a report of all the tallies' rows is what their metadata speaks for.
  bool is_sum() const {
    WindowRanges ranges = window(2);
    std::vector<const TallyMetadata*> metadata;
    for (const auto& tally : tallies_) metadata.push_back(&tally->metadata());
    const auto report = write_report(folder_.path("report"), ReportFormat::csv, ranges, 2, nullptr);
    return is_sum_of(report->totals(), metadata);
  }

  TemporaryFolder folder_;

 private:
  // A name that is not a date, so that the tally may be of any day.
  std::string next_path() const {
    return folder_.path(fmt::format("{}.parquet", tallies_.size() + taken_.size()));
  }

  void add_file(const std::string& path, const std::vector<Row>& rows) {
    tallies_.push_back(TallyFile::open(path));
    days_.push_back(rows);
  }

  CountTable counted_;
  SortedUsers users_{{&counted_}, SortedUsers::Keep::order};
  std::vector<std::unique_ptr<TallyFile>> tallies_;
  std::vector<std::vector<Row>> days_;
  std::vector<std::unique_ptr<TallyFile>> taken_;
  std::vector<std::vector<Row>> taken_days_;
};

TEST_F(WindowRangesTest, AreTheMergeOfAllTallies) {
  TestRandom random;
  for (size_t day = 0; day < 5; day++) add_tally(random_rows(200'000, 1 + day, random));
  for (const size_t threads : {1, 2, 8, 64}) {
    WindowRanges ranges = window(threads);
    EXPECT_GT(ranges.size(), 1U);
    expect_the_sum(ranges, threads);
  }
}

TEST_F(WindowRangesTest, AreTheMergeOfTalliesThatHaveNothingInCommon) {
  const std::vector<Row> rows = many_rows(300'000, 16);
  add_tally({rows.begin() + 200'000, rows.end()});
  add_tally({});
  add_tally({rows.begin(), rows.begin() + 100'000});
  add_tally({{"a", {1, 0, 0, 0}}});
  add_tally({rows.begin() + 100'000, rows.begin() + 200'000});
  WindowRanges ranges = window(4);
  EXPECT_GT(ranges.size(), 1U);
  expect_the_sum(ranges, 4);
}

TEST_F(WindowRangesTest, AreTheMergeOfTalliesAndOfDaysInMemory) {
  TestRandom random;
  for (const size_t users : {150'000, 20'000, 200'000}) {
    add_counted(random_rows(users, 3, random));
    add_tally(random_rows(users, 2, random));
    WindowRanges ranges = window(4);
    EXPECT_GT(ranges.size(), 1U);
    expect_the_sum(ranges, 4);
  }
}

TEST_F(WindowRangesTest, AreTheSumOfDaysInMemoryAlone) {
  TestRandom random;
  for (int day = 0; day < 3; day++) add_counted(random_rows(150'000, 2, random));
  WindowRanges ranges = window(4);
  EXPECT_GT(ranges.size(), 1U);
  expect_the_sum(ranges, 4);
}

TEST_F(WindowRangesTest, OfSmallTalliesAreOne) {
  add_tally({{"ann", {1, 2, 3, 4}}});
  add_tally({{"ann", {1, 0, 0, 0}}, {"bob", {0, 0, 0, 1}}});
  WindowRanges ranges = window(8);
  EXPECT_EQ(ranges.size(), 1U);
  expect_the_sum(ranges, 8);
}

TEST_F(WindowRangesTest, OfNoTalliesHaveNoRows) {
  WindowRanges ranges = window(2);
  expect_the_sum(ranges, 2);
}

TEST_F(WindowRangesTest, AreTheSumOfTheirDays) {
  TestRandom random;
  for (size_t day = 0; day < 3; day++) add_tally(random_rows(100'000, 1 + day, random));
  EXPECT_TRUE(is_sum());
}

TEST_F(WindowRangesTest, AreNotTheSumWhereATallyHasOtherRows) {
  TestRandom random;
  for (const size_t swapped : {size_t{0}, size_t{70'000}, size_t{140'000}}) {
    add_tally(random_rows(200'000, 2, random));
    const std::vector<Row> rows = random_rows(200'000, 1, random);
    std::vector<Row> other = rows;
    std::swap(other[swapped].second, other[swapped + 1].second);
    add_tally(other, filled_metadata(rows));
    EXPECT_FALSE(is_sum());
  }
}

TEST_F(WindowRangesTest, AreNotTheSumWhereATallyHasOtherEmails) {
  const std::vector<Row> rows = many_rows(100'000, 16);
  std::vector<Row> other = rows;
  other[99'999].first.back() = 'y';
  add_tally(rows);
  add_tally(other, filled_metadata(rows));
  EXPECT_FALSE(is_sum());
}

TEST_F(WindowRangesTest, AreNotTheSumWhereATallyHasOtherSums) {
  const std::vector<Row> rows = many_rows(100, 16);
  std::vector<Row> other = rows;
  other[50].second[1]++;
  add_tally(other, filled_metadata(rows));
  EXPECT_FALSE(is_sum());
}

TEST_F(WindowRangesTest, AreLessWhatIsTaken) {
  TestRandom random;
  std::vector<std::vector<Row>> days;
  for (size_t day = 0; day < 4; day++) days.push_back(random_rows(150'000, 1 + day, random));
  for (const std::vector<Row>& rows : days) add_tally(rows);
  take_tally(days[0]);
  take_tally(days[2]);
  WindowRanges ranges = window(4);
  EXPECT_GT(ranges.size(), 1U);
  expect_the_sum(ranges, 4);
}

TEST_F(WindowRangesTest, RefuseSumsThatDoNotFit) {
  const Row most = {"ann", {std::numeric_limits<int64_t>::max(), 0, 0, 0}};
  add_tally({most});
  add_tally({most});
  WindowRanges ranges = window(1);
  EXPECT_THROW(rows_of(*ranges.range(0)), Error);
}

}  // namespace
}  // namespace crudtally
