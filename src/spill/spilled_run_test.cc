#include "spill/spilled_run.h"

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/parallel.h"
#include "base/testing.h"
#include "core/testing.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

class SpilledRunTest : public ::testing::Test {
 protected:
  std::unique_ptr<SpilledRun> spill(const std::vector<Row>& rows, size_t ranges = 1,
                                    size_t threads = 1) {
    MemoryRanges cut(in_ranges(rows, ranges, random_));
    return spill_run(file_, cut, threads);
  }

  TestRandom random_;
  TemporaryFolder folder_;
  SpillFile file_{folder_.path()};
};

std::vector<Row> rows_like(size_t count, size_t email_bytes) {
  std::vector<Row> rows;
  for (size_t row = 0; row < count; row++) {
    std::string email = std::to_string(10'000'000 + row);
    email.resize(std::max(email.size(), email_bytes), 'x');
    rows.emplace_back(email, Counts{1, static_cast<int64_t>(row), static_cast<int64_t>(row) << 20,
                                    static_cast<int64_t>(row % 129)});
  }
  return rows;
}

TEST_F(SpilledRunTest, GivesBackItsRows) {
  const std::vector<Row> rows = {{std::string(1, '\0'), {1, 0, 0, 0}},
                                 {"a", {0, 127, 128, 129}},
                                 {"a,\"\n", {kMost, kMost - 1, 0, 1}},
                                 {std::string(1024, 'b'), {1, 16'383, 16'384, 2'097'151}},
                                 {"\xFF", {0, 0, 0, 1}}};
  const auto run = spill(rows);
  EXPECT_EQ(run->rows(), rows.size());
  EXPECT_EQ(rows_of(*run->range("", "")), rows);
}

TEST_F(SpilledRunTest, OfNoRowsIsFine) {
  const auto run = spill({}, 3);
  EXPECT_EQ(run->rows(), 0U);
  EXPECT_TRUE(run->range_begins().empty());
  EXPECT_TRUE(rows_of(*run->range("", "")).empty());
  EXPECT_TRUE(rows_of(*run->range("a", "b")).empty());
}

TEST_F(SpilledRunTest, GivesBackManyBlocksHoweverItWasWritten) {
  for (const size_t email_bytes : {8, 30, 1000}) {
    const std::vector<Row> rows = rows_like(20'000, email_bytes);
    for (const size_t threads : {1, 3}) {
      const auto run = spill(rows, 7, threads);
      EXPECT_GT(run->range_begins().size(), 7U);
      EXPECT_TRUE(rows_of(*run->range("", "")) == rows);
    }
  }
}

TEST_F(SpilledRunTest, KeepsSeveralRunsInOneFile) {
  const std::vector<Row> first = rows_like(5'000, 20);
  const std::vector<Row> second = rows_like(7'000, 25);
  const auto first_run = spill(first, 2);
  const auto second_run = spill(second, 2);
  EXPECT_TRUE(rows_of(*first_run->range("", "")) == first);
  EXPECT_TRUE(rows_of(*second_run->range("", "")) == second);
}

TEST_F(SpilledRunTest, GivesRangesWhereverTheirBordersAre) {
  const std::vector<Row> rows = rows_like(10'000, 12);
  const auto run = spill(rows, 3);
  std::vector<std::string> borders = {"",
                                      "0",
                                      rows[0].first,
                                      rows[1].first,
                                      rows[5'000].first,
                                      rows[5'000].first + "0",
                                      rows.back().first,
                                      "z"};
  for (const std::string& begin : run->range_begins()) borders.push_back(begin);
  for (const std::string& begin : borders) {
    for (const std::string& end : borders) {
      if (end < begin) continue;
      std::vector<Row> within;
      for (const Row& row : rows) {
        if (row.first >= begin && (end.empty() || row.first < end)) within.push_back(row);
      }
      ASSERT_TRUE(rows_of(*run->range(begin, end)) == within) << begin << " to " << end;
    }
  }
}

TEST_F(SpilledRunTest, IsReadOnThreadsAtOnce) {
  const std::vector<Row> rows = rows_like(20'000, 12);
  const auto run = spill(rows, 3);
  parallel_for(4, 40, [&](size_t, size_t index) {
    const std::vector<Row> read =
        rows_of(*run->range(rows[index * 500].first,
                            index == 39 ? "" : std::string_view(rows[index * 500 + 500].first)));
    ASSERT_EQ(read.size(), 500U);
    EXPECT_EQ(read.front(), rows[index * 500]);
  });
}

TEST_F(SpilledRunTest, LeavesNoNameInTheFolder) {
  const auto run = spill(rows_like(10, 10));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(SpilledRunTest, IsForgottenWithItsFile) {
  spill(rows_like(10'000, 30));
  EXPECT_GT(file_.bytes(), 300'000U);
  file_.clear();
  EXPECT_EQ(file_.bytes(), 0U);
  const std::vector<Row> rows = rows_like(10, 10);
  EXPECT_EQ(rows_of(*spill(rows)->range("", "")), rows);
}

TEST_F(SpilledRunTest, ThrowsWhereTheFileHasLostItsEnd) {
  const auto run = spill(rows_like(10'000, 30));
  file_.clear();
  EXPECT_THAT([&] { rows_of(*run->range("", "")); },
              ThrowsMessage<Error>(HasSubstr(folder_.path())));
}

TEST_F(SpilledRunTest, ThrowsWhereTheFileHasOtherBytes) {
  const std::vector<Row> rows = rows_like(1'000, 30);
  const auto run = spill(rows);
  file_.clear();
  std::vector<Row> others = rows;
  others[500].first.back() = 'y';
  spill(others);
  EXPECT_THAT([&] { rows_of(*run->range("", "")); },
              ThrowsMessage<Error>(HasSubstr("is not what is read back")));
}

TEST_F(SpilledRunTest, SaysWhatToDoWhereItCannotBeWritten) {
  SpillFile nowhere(folder_.path("none"));
  MemoryRanges rows({rows_like(10, 10)});
  EXPECT_THAT([&] { spill_run(nowhere, rows, 1); }, ThrowsMessage<Error>(HasSubstr("--spill-dir")));
}

}  // namespace
}  // namespace crudtally
