#include "generate/generate.h"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/testing.h"
#include "generate/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;

GenerateOptions options_in(const std::string& folder) {
  GenerateOptions options;
  options.folder = folder;
  options.start = *parse_date("2024-02-28");
  options.days = 3;
  options.users = 1000;
  options.events = 20'000;
  options.seed = 42;
  return options;
}

GenerateResult generate(const GenerateOptions& options) {
  return generate_logs(options, {});
}

// Each file of a folder with the digest of its bytes.
std::map<std::string, std::string> digests_in(const std::string& folder) {
  std::map<std::string, std::string> digests;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string path = entry.path().string();
    digests[entry.path().filename().string()] = to_hex(digest_of(read_small_file(path).value()));
  }
  return digests;
}

std::map<std::string, std::string> digests_of(GenerateOptions options) {
  const TemporaryFolder folder;
  options.folder = folder.path();
  generate(options);
  return digests_in(folder.path());
}

constexpr Columns kShuffledColumns = {3, 2, 0, 5};

struct ReadLog {
  LogContents contents;
  std::vector<std::tuple<std::string, std::string, std::string>> events;
};

// A log as the contract reads it; one with shuffled columns where `columns` says so.
ReadLog read_log(const GeneratedLog& log, const GenerateOptions& options) {
  const std::string text = read_log_text(log.path, options.compression);
  std::vector<std::string> lines = lines_of(text);
  if (options.header || options.shuffled_columns) lines.erase(lines.begin());
  ReadLog read;
  for (const std::string& line : lines) {
    read.contents.rows++;
    const ReadRow row = read_row(line, options.shuffled_columns ? kShuffledColumns : Columns());
    if (row.reason) {
      read.contents.rejects[static_cast<size_t>(*row.reason)]++;
    } else {
      read.contents.events++;
      read.contents.misfiled += !row.timestamp.starts_with(format_date(log.date));
      read.events.emplace_back(row.email, row.action, row.timestamp);
    }
  }
  read.contents.text_bytes = text.size();
  read.contents.file_bytes = std::filesystem::file_size(log.path);
  return read;
}

void expect_equal(const LogContents& found, const LogContents& expected) {
  EXPECT_EQ(found.rows, expected.rows);
  EXPECT_EQ(found.events, expected.events);
  EXPECT_EQ(found.misfiled, expected.misfiled);
  EXPECT_EQ(found.rejects, expected.rejects);
  EXPECT_EQ(found.text_bytes, expected.text_bytes);
  EXPECT_EQ(found.file_bytes, expected.file_bytes);
}

TEST(GenerateLogs, WritesAFileForEachDay) {
  const TemporaryFolder folder;
  generate(options_in(folder.path("new/logs")));
  std::vector<std::string> names;
  for (const auto& [name, digest] : digests_in(folder.path("new/logs"))) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("2024-02-28.csv", "2024-02-29.csv", "2024-03-01.csv"));
}

TEST(GenerateLogs, GivesTheSameBytesWhateverTheThreads) {
  GenerateOptions options = options_in("");
  options.reject_ratio = options.quote_ratio = options.misfiled_ratio = 0.1;
  options.threads = 1;
  const auto by_one_thread = digests_of(options);
  options.threads = 3;
  EXPECT_EQ(digests_of(options), by_one_thread);
}

TEST(GenerateLogs, GivesOtherBytesForAnotherSeed) {
  GenerateOptions options = options_in("");
  const auto by_one_seed = digests_of(options);
  options.seed++;
  for (const auto& [name, digest] : digests_of(options)) EXPECT_NE(digest, by_one_seed.at(name));
}

TEST(GenerateLogs, GivesADayTheSameBytesInWhateverRange) {
  GenerateOptions options = options_in("");
  const auto in_three_days = digests_of(options);
  options.start += std::chrono::days(1);
  options.days = 1;
  EXPECT_THAT(digests_of(options),
              ElementsAre(std::pair("2024-02-29.csv", in_three_days.at("2024-02-29.csv"))));
}

TEST(GenerateLogs, GivesEachDayItsOwnEvents) {
  const TemporaryFolder folder;
  const GenerateOptions options = options_in(folder.path());
  const GenerateResult result = generate(options);
  const ReadLog first = read_log(result.logs[0], options);
  const ReadLog second = read_log(result.logs[1], options);
  size_t same_users = 0;
  for (size_t event = 0; event < first.events.size(); event++) {
    same_users += std::get<0>(first.events[event]) == std::get<0>(second.events[event]);
  }
  EXPECT_LT(same_users, first.events.size() / 10);
}

class GenerateLogsOfAnyKind : public ::testing::TestWithParam<std::tuple<bool, bool, Compression>> {
 protected:
  static GenerateOptions options_of_kind(const std::string& folder) {
    GenerateOptions options = options_in(folder);
    options.reject_ratio = 0.2;
    options.quote_ratio = 0.1;
    options.misfiled_ratio = 0.05;
    std::tie(options.shuffled_columns, options.crlf, options.compression) = GetParam();
    return options;
  }
};

TEST_P(GenerateLogsOfAnyKind, TellsWhatTheLogsHold) {
  const TemporaryFolder folder;
  const GenerateOptions options = options_of_kind(folder.path());
  const GenerateResult result = generate(options);
  LogContents total;
  for (const GeneratedLog& log : result.logs) {
    SCOPED_TRACE(log.path);
    const ReadLog read = read_log(log, options);
    expect_equal(read.contents, log.contents);
    EXPECT_EQ(read.contents.events, options.events);
    total += read.contents;
  }
  expect_equal(result.total, total);
}

TEST_P(GenerateLogsOfAnyKind, HasTheSameEventsAsThePlainKind) {
  const TemporaryFolder folder;
  const TemporaryFolder plain_folder;
  const GenerateOptions options = options_of_kind(folder.path());
  GenerateOptions plain_options = options;
  plain_options.folder = plain_folder.path();
  plain_options.shuffled_columns = plain_options.crlf = false;
  plain_options.compression = Compression::none;
  const GenerateResult result = generate(options);
  const GenerateResult plain = generate(plain_options);
  for (size_t day = 0; day < result.logs.size(); day++) {
    EXPECT_TRUE(read_log(result.logs[day], options).events ==
                read_log(plain.logs[day], plain_options).events);
  }
}

INSTANTIATE_TEST_SUITE_P(, GenerateLogsOfAnyKind,
                         ::testing::Combine(::testing::Bool(), ::testing::Bool(),
                                            ::testing::Values(Compression::none, Compression::gzip,
                                                              Compression::zstd)));

TEST(GenerateLogs, HasEveryReasonThatCanBeAskedFor) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.reject_ratio = 0.1;
  const RejectCounts rejects = generate(options).total.rejects;
  for (size_t reason = 0; reason < kReasons; reason++) {
    SCOPED_TRACE(kReasonNames[reason]);
    const bool none = static_cast<Reason>(reason) == Reason::line_too_long ||
                      static_cast<Reason>(reason) == Reason::misfiled;
    EXPECT_EQ(rejects[reason] == 0, none);
  }
}

TEST(GenerateLogs, HasTheSharesThatAreAskedFor) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.reject_ratio = 0.25;
  options.misfiled_ratio = 0.05;
  const LogContents total = generate(options).total;
  const auto rejects = static_cast<double>(total.rows - total.events);
  EXPECT_NEAR(rejects / static_cast<double>(total.rows), 0.25, 0.01);
  EXPECT_NEAR(static_cast<double>(total.misfiled) / static_cast<double>(total.events), 0.05, 0.005);
}

TEST(GenerateLogs, HasNothingOddUnlessAskedFor) {
  const TemporaryFolder folder;
  const GenerateOptions options = options_in(folder.path());
  const LogContents total = generate(options).total;
  EXPECT_EQ(total.rows, total.events);
  EXPECT_EQ(total.misfiled, 0);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(read_small_file(entry.path().string())->find_first_of("\"\r"), std::string::npos);
  }
}

TEST(GenerateLogs, KeepsTheEventsWhenRejectsAreAddedAndRowsMisfiled) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  const ReadLog plain = read_log(generate(options).logs[0], options);
  options.overwrite = true;
  options.reject_ratio = options.misfiled_ratio = 0.2;
  const ReadLog noisy = read_log(generate(options).logs[0], options);
  ASSERT_EQ(noisy.events.size(), plain.events.size());
  for (size_t event = 0; event < plain.events.size(); event++) {
    const auto& [email, action, timestamp] = plain.events[event];
    const auto& [noisy_email, noisy_action, noisy_timestamp] = noisy.events[event];
    ASSERT_EQ(noisy_email, email);
    ASSERT_EQ(noisy_action, action);
    ASSERT_EQ(noisy_timestamp.substr(10), timestamp.substr(10));
  }
}

TEST(GenerateLogs, WritesNothingWhereOneOfItsLogsExists) {
  const TemporaryFolder folder;
  const GenerateOptions options = options_in(folder.path());
  const std::string last = folder.path("2024-03-01.csv");
  write_file_atomically(last, "a real log");
  EXPECT_THROW(generate(options), Error);
  EXPECT_EQ(read_small_file(last), "a real log");
  EXPECT_EQ(read_small_file(folder.path("2024-02-28.csv")), std::nullopt);
}

TEST(GenerateLogs, MisfilesEventsToTheDaysBeforeAndAfter) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.start = *parse_date("2024-02-29");
  options.days = 1;
  options.misfiled_ratio = 1;
  std::set<std::string> dates;
  for (const auto& [email, action, timestamp] :
       read_log(generate(options).logs[0], options).events) {
    dates.insert(timestamp.substr(0, 10));
  }
  EXPECT_THAT(dates, ElementsAre("2024-02-28", "2024-03-01"));
}

TEST(GenerateLogs, OrdersTheEventsOfADayByTime) {
  const TemporaryFolder folder;
  const GenerateOptions options = options_in(folder.path());
  const ReadLog read = read_log(generate(options).logs[0], options);
  EXPECT_TRUE(std::is_sorted(
      read.events.begin(), read.events.end(),
      [](const auto& one, const auto& other) { return std::get<2>(one) < std::get<2>(other); }));
}

TEST(GenerateLogs, HasMoreReadsThanOtherActions) {
  const TemporaryFolder folder;
  const GenerateOptions options = options_in(folder.path());
  std::map<std::string, int> actions;
  for (const auto& [email, action, timestamp] :
       read_log(generate(options).logs[0], options).events) {
    actions[action]++;
  }
  EXPECT_EQ(actions.size(), 4U);
  EXPECT_GT(actions["READ"], 10'000);
}

// The number of events of each user, most active first.
std::vector<int> events_by_user(const GenerateOptions& options) {
  std::map<std::string, int> events;
  for (const auto& [email, action, timestamp] :
       read_log(generate(options).logs[0], options).events) {
    events[email]++;
  }
  std::vector<int> counts;
  for (const auto& [email, count] : events) counts.push_back(count);
  std::sort(counts.rbegin(), counts.rend());
  return counts;
}

TEST(GenerateLogs, GivesTheTopUserOfAZipfLogItsShare) {
  const TemporaryFolder folder;
  const std::vector<int> events = events_by_user(options_in(folder.path()));
  // 1 / (1 + 1/2 + ... + 1/1000) is 13.36 %.
  EXPECT_NEAR(events.front(), 0.1336 * 20'000, 5 * 48);
}

TEST(GenerateLogs, GivesEachUserOfAUniformLogTheSame) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.distribution = GenerateOptions::Distribution::uniform;
  const std::vector<int> events = events_by_user(options);
  // 20 each, with a standard deviation of 4.5.
  EXPECT_EQ(events.size(), 1000U);
  EXPECT_LT(events.front(), 45);
}

TEST(GenerateLogs, HasASecondEmailOfQuotedUsersWithCommaAndQuotes) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.quote_ratio = 1;
  const ReadLog read = read_log(generate(options).logs[0], options);
  size_t second = 0;
  for (const auto& [email, action, timestamp] : read.events) {
    second += email.starts_with('"') && email.find(", jr\"@") != std::string::npos;
  }
  EXPECT_NEAR(static_cast<double>(second), 5000, 310);
}

TEST(GenerateLogs, HasEmailsOfTheLengthThatIsAskedFor) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.email_length = 300;
  for (const auto& [email, action, timestamp] :
       read_log(generate(options).logs[0], options).events) {
    ASSERT_EQ(email.size(), 300U);
  }
}

TEST(GenerateLogs, WritesAHeaderWhereAsked) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.header = true;
  EXPECT_THAT(read_small_file(generate(options).logs[0].path)->substr(0, 23),
              "email,action,timestamp\n");
}

TEST(GenerateLogs, WritesALogWithoutRowsForNoEvents) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.events = 0;
  EXPECT_EQ(generate(options).total.rows, 0);
  EXPECT_EQ(read_small_file(folder.path("2024-02-28.csv")), "");
}

TEST(GenerateLogs, SetsTheTimeOfAPastLogToTheEndOfItsDay) {
  const TemporaryFolder folder;
  generate(options_in(folder.path()));
  // `date -u -d 2024-02-29 +%s`
  EXPECT_EQ(stat_file(folder.path("2024-02-28.csv"))->mtime_ns, 1'709'164'800'000'000'000);
}

TEST(GenerateLogs, LeavesTheTimeOfALogWhoseDayIsNotOver) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.start = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()) +
                  std::chrono::days(1);
  options.days = 1;
  const std::string path = generate(options).logs[0].path;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::chrono::nanoseconds mtime(stat_file(path)->mtime_ns);
  EXPECT_LT(std::chrono::abs(now - mtime), std::chrono::hours(1));
}

TEST(GenerateLogs, ReachesTheEndsOfTheCalendar) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.days = 1;
  options.events = 100;
  options.misfiled_ratio = 1;
  for (const char* date : {"0001-01-02", "9999-12-30"}) {
    options.start = *parse_date(date);
    const GenerateResult result = generate(options);
    EXPECT_EQ(read_log(result.logs[0], options).contents.misfiled, 100);
  }
}

TEST(GenerateLogs, ReportsTheProgressOfAllEvents) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.threads = 2;
  options.events = 100'000;
  std::atomic<int64_t> events = 0;
  std::atomic<int> calls = 0;
  generate_logs(options, [&](int64_t more) {
    events += more;
    calls++;
  });
  EXPECT_EQ(events, 300'000);
  EXPECT_THAT(calls.load(), Gt(3));
}

TEST(GenerateLogs, StopsOnSigtermAndLeavesNoPartOfALog) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  options.events = 50'000'000;
  ChildProcess generator([&](const auto& ready) {
    catch_stop_signals();
    generate_logs(options, [&](int64_t) { ready(); });
    return 0;
  });
  ASSERT_TRUE(generator.wait_until_ready());
  generator.kill(SIGTERM);
  EXPECT_EQ(generator.wait(), static_cast<int>(ExitStatus::terminated));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(GenerateLogs, NamesAFolderThatCannotBe) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path("file"), "");
  EXPECT_THAT([&] { generate(options_in(folder.path("file/logs"))); },
              ::testing::ThrowsMessage<Error>(HasSubstr(folder.path("file/logs"))));
}

template <typename Change>
void expect_usage_error(const Change& change) {
  const TemporaryFolder folder;
  GenerateOptions options = options_in(folder.path());
  change(options);
  try {
    generate(options);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), ExitStatus::usage);
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(GenerateLogs, RefusesOptionsOutOfRange) {
  expect_usage_error([](GenerateOptions& options) { options.days = 0; });
  expect_usage_error([](GenerateOptions& options) { options.start = *parse_date("0001-01-01"); });
  expect_usage_error([](GenerateOptions& options) { options.start = *parse_date("9999-12-31"); });
  expect_usage_error([](GenerateOptions& options) { options.days = 3'000'000; });
  expect_usage_error([](GenerateOptions& options) { options.users = 0; });
  expect_usage_error([](GenerateOptions& options) { options.users = 1'000'000'000'001; });
  expect_usage_error([](GenerateOptions& options) { options.events = -1; });
  expect_usage_error([](GenerateOptions& options) { options.events = 1'000'000'000'001; });
  expect_usage_error([](GenerateOptions& options) { options.reject_ratio = 1; });
  expect_usage_error([](GenerateOptions& options) { options.quote_ratio = 1.1; });
  expect_usage_error([](GenerateOptions& options) { options.misfiled_ratio = -0.1; });
  expect_usage_error([](GenerateOptions& options) {
    options.reject_ratio = std::numeric_limits<double>::quiet_NaN();
  });
  expect_usage_error([](GenerateOptions& options) { options.email_length = 63; });
  expect_usage_error([](GenerateOptions& options) { options.email_length = 1001; });
}

}  // namespace
}  // namespace crudtally
