#include "job/tallier.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/testing.h"
#include "core/testing.h"
#include "job/window_ranges.h"
#include "logs/find_logs.h"
#include "tally/cache_folder.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr size_t kDays = 5;
constexpr size_t kRows = 300;

Date day(size_t index) {
  return *parse_date("2024-09-10") + std::chrono::days(index);
}

class TallierTest : public ::testing::Test {
 protected:
  TallierTest() {
    options_.input_folder = folder_.path("input");
    options_.output_folder = folder_.path("output");
    options_.target_date = day(kDays - 1);
    options_.threads = 2;
    std::filesystem::create_directory(options_.input_folder);
    for (size_t index = 0; index < kDays; index++) write_log(index);
  }

  // Each user of a day has one event, and half of them are in the next day as well.
  void write_log(size_t index) {
    std::ofstream log(options_.input_folder + "/" + format_date(day(index)) + ".csv");
    for (size_t row = 0; row < kRows; row++) {
      const std::string email = fmt::format("{:05}@example.org", index * kRows / 2 + row);
      log << email << ",READ," << format_date(day(index)) << " 10:00:00\n";
      expected_[email][static_cast<size_t>(Action::read)]++;
    }
  }

  void spoil(size_t index) {
    std::filesystem::create_directory(options_.input_folder + "/" + format_date(day(index)));
    std::ofstream(options_.input_folder + "/" + format_date(day(index)) + "/part.csv.gz")
        << "not gzip";
  }

  std::vector<DayPlan> plans() {
    ContentMemo memo(1, progress_);
    FoundLogs found = find_logs(options_.input_folder, window_of(options_), {});
    std::vector<DayPlan> plans;
    for (size_t index = 0; index < kDays; index++) {
      plans.push_back(plan_day(options_, {day(index), std::move(found.days[day(index)])}, memo));
    }
    return plans;
  }

  TallyPaths paths_of(size_t index) const {
    return tally_paths(cache_folder_of(options_), options_.counting, day(index));
  }

  static void wait_for(const std::string& path) {
    for (int tries = 0; tries < 2000 && !stat_file(path); tries++) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  static std::vector<DayPlan*> pointers(std::vector<DayPlan>& plans) {
    std::vector<DayPlan*> pointers;
    for (DayPlan& plan : plans) pointers.push_back(&plan);
    return pointers;
  }

  // How many runs the days that `tallier` keeps are, after a comparison of what they add up to.
  size_t lanes_of(const Tallier& tallier) {
    std::vector<std::unique_ptr<EmailRanges>> kept = tallier.kept_days();
    const size_t lanes = kept.size();
    WindowRanges window(std::move(kept), {}, 1);
    std::map<std::string, Counts> sums;
    for (size_t range = 0; range < window.size(); range++) {
      for (const auto& [email, counts] : rows_of(*window.range(range))) sums[email] = counts;
    }
    EXPECT_EQ(sums, expected_);
    return lanes;
  }

  TemporaryFolder folder_;
  JobOptions options_;
  Progress progress_;
  ContentMemo memo_{1, progress_};
  std::map<std::string, Counts> expected_;
};

TEST_F(TallierTest, CountsDaysOfOneSplitSideBySide) {
  std::vector<DayPlan> plans = this->plans();
  Tallier tallier(options_, memo_, progress_);
  {
    // The first day has to wait for all others.
    make_folders(paths_of(0).folder);
    std::optional<DayLock> first_day(paths_of(0).lock);
    const std::jthread release([&] {
      wait_for(paths_of(kDays - 1).tally);
      first_day.reset();
    });
    tallier.tally(pointers(plans));
  }
  tallier.wait();
  EXPECT_EQ(lanes_of(tallier), 2U);
  for (const DayPlan& plan : plans) {
    ASSERT_TRUE(plan.tally);
    EXPECT_EQ(plan.tally->metadata().users, int64_t{kRows});
    EXPECT_TRUE(tallier.keeps(plan.log.date));
  }
}

TEST_F(TallierTest, CountsDaysOfManySplitsOneAfterTheOther) {
  options_.split_bytes = 1000;
  std::vector<DayPlan> plans = this->plans();
  Tallier tallier(options_, memo_, progress_);
  tallier.tally(pointers(plans));
  tallier.wait();
  EXPECT_EQ(lanes_of(tallier), 1U);
}

TEST_F(TallierTest, CountsOneDayOnAllThreads) {
  std::vector<DayPlan> plans = this->plans();
  Tallier tallier(options_, memo_, progress_);
  tallier.tally({plans.data()});
  tallier.wait();
  EXPECT_EQ(tallier.kept_days().size(), 1U);
  EXPECT_TRUE(tallier.keeps(day(0)));
  EXPECT_FALSE(tallier.keeps(day(1)));
}

TEST_F(TallierTest, CountsDaysOfBothSorts) {
  options_.split_bytes = 6000;
  for (const size_t index : {0, 1, 2}) {
    std::ofstream log(options_.input_folder + "/" + format_date(day(index)) + ".csv");
    log << "a@example.org,READ," << format_date(day(index)) << " 10:00:00\n";
  }
  expected_.clear();
  expected_["a@example.org"][static_cast<size_t>(Action::read)] = 3;
  for (const size_t index : {3, 4}) write_log(index);
  std::vector<DayPlan> plans = this->plans();
  Tallier tallier(options_, memo_, progress_);
  tallier.tally(pointers(plans));
  tallier.wait();
  EXPECT_GE(lanes_of(tallier), 2U);
}

TEST_F(TallierTest, ReportsTheFirstDayThatFailsHoweverTheThreadsRun) {
  spoil(1);
  spoil(2);
  for (int repetition = 0; repetition < 20; repetition++) {
    std::vector<DayPlan> plans = this->plans();
    Tallier tallier(options_, memo_, progress_);
    EXPECT_THAT([&] { tallier.tally(pointers(plans)); },
                ThrowsMessage<Error>(HasSubstr("2024-09-11/part.csv.gz")));
    EXPECT_FALSE(tallier.keeps(day(1)));
  }
}

TEST_F(TallierTest, SaysAtOnceWhatIsInATallyAndAtTheWaitThatItIsThere) {
  std::vector<DayPlan> plans = this->plans();
  Tallier tallier(options_, memo_, progress_);
  tallier.tally(pointers(plans));
  for (const DayPlan& plan : plans) {
    ASSERT_TRUE(plan.made);
    EXPECT_EQ(plan.made->users, int64_t{kRows});
  }
  tallier.wait();
  for (const DayPlan& plan : plans) {
    ASSERT_TRUE(plan.tally);
    EXPECT_EQ(plan.tally->metadata(), *plan.made);
  }
}

TEST_F(TallierTest, ThrowsWhereATallyCannotGetItsName) {
  std::vector<DayPlan> plans = this->plans();
  std::filesystem::create_directories(paths_of(0).tally + "/in the way");
  plans[0].source = DaySource::log;
  Tallier tallier(options_, memo_, progress_);
  EXPECT_THROW(
      {
        tallier.tally({plans.data()});
        tallier.wait();
      },
      Error);
}

TEST_F(TallierTest, LeavesTheDaysThatWereFinishedBeforeOneFailed) {
  spoil(3);
  std::vector<DayPlan> plans = this->plans();
  EXPECT_THROW(Tallier(options_, memo_, progress_).tally(pointers(plans)), Error);
  const std::vector<DayPlan> again = this->plans();
  EXPECT_EQ(again[0].source, DaySource::cache);
  EXPECT_EQ(again[1].source, DaySource::cache);
  EXPECT_EQ(again[3].source, DaySource::log);
}

}  // namespace
}  // namespace crudtally
