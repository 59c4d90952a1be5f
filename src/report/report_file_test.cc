#include "report/report_file.h"

#include <filesystem>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <sys/stat.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/testing.h"
#include "core/testing.h"
#include "tally/rows_digest.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
const std::string kHeader = "email,create_count,read_count,update_count,delete_count\n";

// A run that fails after its first batch.
class FailingRun : public Run {
 public:
  const RunBatch* next() override {
    if (first_.size() != 0) throw Error("the disk is gone");
    first_.emails.push_back("a@example.com");
    first_.counts.push_back({1, 0, 0, 0});
    return &first_;
  }

 private:
  RunBatch first_;
};

// A run without rows that takes its time to say so.
class SlowRun : public Run {
 public:
  const RunBatch* next() override {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    return nullptr;
  }
};

using Ranges = std::vector<std::vector<Row>>;

std::unique_ptr<PendingReport> write_ranges(
    const std::string& path, ReportFormat format, const Ranges& ranges, size_t threads = 1,
    const std::function<void(int64_t rows)>& after_range = nullptr) {
  MemoryRanges rows(ranges);
  return write_report(path, format, rows, threads, after_range);
}

std::unique_ptr<PendingReport> write_csv(const std::string& path, const Ranges& ranges) {
  return write_ranges(path, ReportFormat::csv, ranges);
}

std::unique_ptr<PendingReport> write_csv(const std::string& path, Run& run) {
  OneRange rows(run);
  return write_report(path, ReportFormat::csv, rows, 1, nullptr);
}

// The report of these ranges, as it is published.
std::string report_of(const Ranges& ranges, ReportFormat format, size_t threads) {
  const TemporaryFolder folder;
  write_ranges(folder.path("report"), format, ranges, threads)->publish();
  return read_small_file(folder.path("report")).value();
}

// The CSV report of these rows.
std::string csv_of(const std::vector<Row>& rows) {
  return report_of({rows}, ReportFormat::csv, 1);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

TEST(CsvReport, HasAHeaderAndALineAUser) {
  EXPECT_EQ(csv_of({{"alice@example.com", {1, 20, 0, 300}}, {"bob@example.com", {0, 9, 10, 0}}}),
            kHeader + "alice@example.com,1,20,0,300\nbob@example.com,0,9,10,0\n");
}

TEST(CsvReport, IsTheHeaderAloneWithoutEvents) {
  EXPECT_EQ(csv_of({}), kHeader);
}

TEST(CsvReport, WritesTheGreatestCount) {
  EXPECT_EQ(csv_of({{"a", {kMost, 0, 0, 0}}}), kHeader + "a,9223372036854775807,0,0,0\n");
}

TEST(CsvReport, QuotesEmailsThatNeedIt) {
  EXPECT_EQ(csv_of({{"\"a,b\"@example.com", {1, 0, 0, 0}}, {"c\rd", {1, 0, 0, 0}}}),
            kHeader + "\"\"\"a,b\"\"@example.com\",1,0,0,0\n\"c\rd\",1,0,0,0\n");
}

TEST(CsvReport, WritesTheBytesOfAnEmailAsTheyAre) {
  EXPECT_EQ(csv_of({{" jürgen ", {1, 0, 0, 0}}, {"\xff", {1, 0, 0, 0}}}),
            kHeader + " jürgen ,1,0,0,0\n\xff,1,0,0,0\n");
}

// The report is gathered in a buffer of 256 KiB: no row may be lost or cut at its end.
TEST(CsvReport, IsWholeWhenItIsLongerThanAnyBuffer) {
  std::vector<Row> rows;
  std::string expected = kHeader;
  for (int i = 0; i < 40'000; i++) {
    const std::string email = "user" + std::to_string(100'000 + i) + "@example.com";
    rows.emplace_back(email, Counts{i, i % 7, 0, 1});
    expected += email + "," + std::to_string(i) + "," + std::to_string(i % 7) + ",0,1\n";
  }
  EXPECT_EQ(csv_of(rows), expected);
}

TEST(CsvReport, HoldsTheLongestEmails) {
  const std::string email = std::string(1024, 'e');
  const std::string quotes = "f" + std::string(1023, '"');
  EXPECT_EQ(csv_of({{"a", {1, 0, 0, 0}},
                    {email, {kMost - 3, kMost, kMost, kMost - 1}},
                    {quotes, {1, 0, 0, 0}},
                    {"g", {1, 0, 0, 0}}}),
            kHeader + "a,1,0,0,0\n" + email +
                ",9223372036854775804,9223372036854775807,9223372036854775807,"
                "9223372036854775806\n\"f" +
                std::string(2046, '"') + "\",1,0,0,0\ng,1,0,0,0\n");
}

TEST(WriteReport, PublishesNothingBeforeItIsTold) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path("report.csv"), "old");
  {
    const auto report = write_csv(folder.path("report.csv"), Ranges{{{"a", {1, 0, 0, 0}}}});
    EXPECT_EQ(read_small_file(folder.path("report.csv")), "old");
  }
  EXPECT_EQ(read_small_file(folder.path("report.csv")), "old");
  EXPECT_THAT(names_in(folder.path()), ElementsAre("report.csv"));
}

TEST(WriteReport, LeavesNothingBehindWhereTheRunFails) {
  const TemporaryFolder folder;
  FailingRun run;
  EXPECT_THAT([&] { write_csv(folder.path("report.csv"), run); },
              ThrowsMessage<Error>("the disk is gone"));
  EXPECT_THAT(names_in(folder.path()), IsEmpty());
}

TEST(WriteReport, NamesAFolderThatIsMissing) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { write_csv(folder.path("none/report.csv"), Ranges()); },
              ThrowsMessage<Error>(HasSubstr(folder.path("none"))));
}

TEST(WriteReport, MakesAFileThatEveryoneMayRead) {
  const TemporaryFolder folder;
  const mode_t umask_before = ::umask(0022);
  write_csv(folder.path("report.csv"), Ranges())->publish();
  ::umask(umask_before);
  struct stat status;
  ASSERT_EQ(::stat(folder.path("report.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0644U);
}

TEST(WriteReport, AddsUpUsersAndCounts) {
  const TemporaryFolder folder;
  const std::vector<Row> rows = {
      {"a", {1, 2, 3, 4}}, {"b", {10, 20, 30, 40}}, {"c", {100, 200, 300, 400}}};
  MemoryRun run(rows, 2);
  const auto of_batches = write_csv(folder.path("report.csv"), run);
  EXPECT_EQ(of_batches->totals().users, 3);
  EXPECT_THAT(of_batches->totals().sums, ElementsAre(111, 222, 333, 444));
  RowsDigest digest;
  for (const auto& [email, counts] : rows) digest.add(email, counts);
  EXPECT_EQ(of_batches->totals().rows_digest, digest.value());
  const auto of_ranges =
      write_csv(folder.path("report.csv"), Ranges{{rows[0]}, {}, {rows[1], rows[2]}});
  EXPECT_EQ(of_ranges->totals().users, 3);
  EXPECT_THAT(of_ranges->totals().sums, ElementsAre(111, 222, 333, 444));
  EXPECT_EQ(of_ranges->totals().rows_digest, digest.value());
}

TEST(WriteReport, GivesTheDigestOfTheFile) {
  for (const ReportFormat format : {ReportFormat::csv, ReportFormat::parquet}) {
    const TemporaryFolder folder;
    const auto report = write_ranges(folder.path("report"), format,
                                     {{{"a", {1, 2, 3, 4}}}, {{"b", {10, 20, 30, 40}}}});
    report->publish();
    EXPECT_EQ(report->totals().digest, digest_of(read_small_file(folder.path("report")).value()));
  }
}

TEST(WriteReport, RefusesASumThatDoesNotFit) {
  const TemporaryFolder folder;
  const Row most = {"a", {0, kMost, 0, 0}};
  const Row one = {"b", {0, 1, 0, 0}};
  for (const Ranges& ranges : {Ranges{{most, one}}, Ranges{{most}, {one}}}) {
    EXPECT_THAT([&] { write_csv(folder.path("report.csv"), ranges); },
                ThrowsMessage<Error>(
                    AllOf(HasSubstr(folder.path("report.csv")), HasSubstr("9223372036854775807"))));
    EXPECT_THAT(names_in(folder.path()), IsEmpty());
  }
}

TEST(WriteReport, TellsTheRowsAfterEachRange) {
  const TemporaryFolder folder;
  const Counts once = {1, 0, 0, 0};
  const Ranges ranges = {{{"a", once}, {"b", once}}, {{"c", once}, {"d", once}}, {{"e", once}}};
  for (const size_t threads : {1, 3}) {
    std::vector<int64_t> told;
    write_ranges(folder.path("report.csv"), ReportFormat::csv, ranges, threads,
                 [&](int64_t users) { told.push_back(users); });
    EXPECT_THAT(told, ElementsAre(2, 4, 5));
  }
}

TEST(WriteReport, TellsMergingFromWriting) {
  const TemporaryFolder folder;
  SlowRun slow;
  const auto report = write_csv(folder.path("report.csv"), slow);
  EXPECT_GE(report->totals().merge_seconds, 0.1);
  EXPECT_LT(report->totals().write_seconds, report->totals().merge_seconds);

  const auto other =
      write_ranges(folder.path("other.csv"), ReportFormat::csv, {{{"a", {1, 0, 0, 0}}}}, 1,
                   [](int64_t) { std::this_thread::sleep_for(std::chrono::milliseconds(100)); });
  EXPECT_GE(other->totals().write_seconds, 0.1);
  EXPECT_LT(other->totals().merge_seconds, other->totals().write_seconds);
}

// Rows whose emails and counts have many lengths.
std::vector<Row> varied_rows(size_t count) {
  std::vector<Row> rows;
  for (size_t row = 0; row < count; row++) {
    const auto number = static_cast<int64_t>(row);
    std::string email = std::to_string(100'000 + row);
    email.append(row % 50, row % 7 == 0 ? '"' : 'x');
    rows.emplace_back(std::move(email),
                      Counts{1, number % 12, number, number * number * 1'000'000});
  }
  return rows;
}

TEST(WriteReport, GivesTheSameCsvWhateverTheRangesAndThreads) {
  const std::vector<Row> rows = varied_rows(30'000);
  const std::string expected = csv_of(rows);
  TestRandom random;
  for (const size_t ranges : {2, 7, 100}) {
    const Ranges in_parts = in_ranges(rows, ranges, random);
    for (const size_t threads : {1, 2, 4, 200}) {
      EXPECT_TRUE(report_of(in_parts, ReportFormat::csv, threads) == expected)
          << ranges << " ranges, " << threads << " threads";
    }
  }
}

TEST(WriteReport, GivesTheSameParquetWhateverTheThreads) {
  TestRandom random;
  const Ranges rows = in_ranges(varied_rows(30'000), 9, random);
  const std::string expected = report_of(rows, ReportFormat::parquet, 1);
  for (const size_t threads : {2, 4}) {
    EXPECT_TRUE(report_of(rows, ReportFormat::parquet, threads) == expected) << threads;
  }
}

// Ranges of which the one with this number fails after its first rows.
class FailingRanges final : public RunRanges {
 public:
  explicit FailingRanges(size_t failing) : failing_(failing) {}

  size_t size() const override { return 8; }
  std::unique_ptr<Run> range(size_t index) override {
    if (index == failing_) return std::make_unique<FailingRun>();
    return std::make_unique<MemoryRun>(std::vector<Row>{{std::to_string(index), {1, 0, 0, 0}}});
  }

 private:
  size_t failing_;
};

TEST(WriteReport, LeavesNothingBehindWhereARangeFails) {
  const TemporaryFolder folder;
  for (const ReportFormat format : {ReportFormat::csv, ReportFormat::parquet}) {
    for (const size_t threads : {1, 3}) {
      for (size_t failing = 0; failing < 8; failing++) {
        FailingRanges ranges(failing);
        EXPECT_THAT([&] { write_report(folder.path("report"), format, ranges, threads, nullptr); },
                    ThrowsMessage<Error>("the disk is gone"));
        EXPECT_THAT(names_in(folder.path()), IsEmpty());
      }
    }
  }
}

TEST(WriteReport, RefusesRowsThatAreNoRun) {
  const TemporaryFolder folder;
  const Counts once = {1, 0, 0, 0};
  const std::vector<Ranges> others = {
      {{{"b", once}, {"a", once}}},   {{{"a", once}, {"a", once}}},
      {{{"b", once}}, {{"a", once}}}, {{{"a", once}}, {}, {{"a", once}}},
      {{{"a", {0, 0, 0, 0}}}},        {{{"a", {2, -1, 0, 0}}}}};
  for (const ReportFormat format : {ReportFormat::csv, ReportFormat::parquet}) {
    for (const Ranges& ranges : others) {
      EXPECT_THROW(write_ranges(folder.path("report"), format, ranges, 2), UnsoundTally);
      EXPECT_THAT(names_in(folder.path()), IsEmpty());
    }
  }
}

TEST(ParquetReport, HoldsTheRows) {
  const TemporaryFolder folder;
  MemoryRun run({{"a", {1, 2, 3, 4}}, {"b", {10, 20, 30, 40}}, {"c,\"", {0, 0, 0, kMost - 44}}}, 2);
  OneRange rows(run);
  const auto report =
      write_report(folder.path("report.parquet"), ReportFormat::parquet, rows, 1, nullptr);
  report->publish();
  EXPECT_EQ(report->totals().users, 3);

  const auto file = parquet::ParquetFileReader::OpenFile(folder.path("report.parquet"));
  ASSERT_EQ(file->metadata()->num_rows(), 3);
  std::vector<std::string> columns;
  for (int column = 0; column < file->metadata()->num_columns(); column++) {
    columns.push_back(file->metadata()->schema()->Column(column)->name());
  }
  EXPECT_THAT(columns,
              ElementsAre("email", "create_count", "read_count", "update_count", "delete_count"));
  const auto row_group = file->RowGroup(0);
  int64_t read = 0;
  parquet::ByteArray emails[3];
  const auto email_column = row_group->Column(0);
  static_cast<parquet::ByteArrayReader&>(*email_column)
      .ReadBatch(3, nullptr, nullptr, emails, &read);
  ASSERT_EQ(read, 3);
  EXPECT_EQ(std::string_view(emails[2]), "c,\"");
  int64_t deletes[3];
  const auto delete_column = row_group->Column(4);
  static_cast<parquet::Int64Reader&>(*delete_column).ReadBatch(3, nullptr, nullptr, deletes, &read);
  ASSERT_EQ(read, 3);
  EXPECT_THAT(deletes, ElementsAre(4, 40, kMost - 44));
}

TEST(ParquetReport, HasNoRowsWithoutEvents) {
  const TemporaryFolder folder;
  write_ranges(folder.path("report.parquet"), ReportFormat::parquet, {})->publish();
  const auto file = parquet::ParquetFileReader::OpenFile(folder.path("report.parquet"));
  EXPECT_EQ(file->metadata()->num_rows(), 0);
  EXPECT_EQ(file->metadata()->num_columns(), 5);
}

}  // namespace
}  // namespace crudtally
