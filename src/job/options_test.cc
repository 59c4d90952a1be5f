#include "job/options.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"

namespace crudtally {
namespace {

JobOptions options_for(const std::string& target) {
  JobOptions options;
  options.target_date = *parse_date(target);
  return options;
}

std::string window_text(const JobOptions& options) {
  const DateRange window = window_of(options);
  return format_date(window.first) + ".." + format_date(window.last);
}

ExitStatus status_of(const JobOptions& options) {
  try {
    check_folders(options);
    return ExitStatus::done;
  } catch (const Error& error) {
    return error.status();
  }
}

TEST(Window, EndsWithTheTargetDate) {
  EXPECT_EQ(window_text(options_for("2024-03-03")), "2024-02-26..2024-03-03");
}

TEST(Window, EndsTheDayBeforeATargetThatIsExcluded) {
  JobOptions options = options_for("2024-03-01");
  options.exclude_target = true;
  options.days = 1;
  EXPECT_EQ(window_text(options), "2024-02-29..2024-02-29");
}

TEST(Window, DoesNotBeginBeforeTheYearOne) {
  EXPECT_EQ(window_text(options_for("0001-01-07")), "0001-01-01..0001-01-07");
  EXPECT_THROW(window_of(options_for("0001-01-06")), Error);
}

TEST(Folders, ForWritingMustNotLieAmongTheLogs) {
  const TemporaryFolder folder;
  const std::string input = folder.path("input");
  std::filesystem::create_directory(input);
  std::filesystem::create_directory_symlink("input", folder.path("link"));
  const auto with_output = [&](const std::string& output) {
    JobOptions options = options_for("2024-03-01");
    options.input_folder = input;
    options.output_folder = output;
    return options;
  };
  EXPECT_EQ(status_of(with_output(folder.path("output"))), ExitStatus::done);
  EXPECT_EQ(status_of(with_output(input + "/reports")), ExitStatus::done);
  EXPECT_EQ(status_of(with_output(input)), ExitStatus::usage);
  EXPECT_EQ(status_of(with_output(input + "/")), ExitStatus::usage);
  EXPECT_EQ(status_of(with_output(folder.path("link"))), ExitStatus::usage);
  EXPECT_EQ(status_of(with_output(input + "/dt=2024-03-01/reports")), ExitStatus::usage);
  EXPECT_EQ(status_of(with_output(input + "/2024-03-01")), ExitStatus::usage);
  EXPECT_EQ(status_of(with_output(input + "/date=2024-03-32")), ExitStatus::done);

  JobOptions options = with_output(folder.path("output"));
  options.rejects_folder = folder.path("output");
  EXPECT_EQ(status_of(options), ExitStatus::usage);
  options.rejects_folder = input;
  EXPECT_EQ(status_of(options), ExitStatus::usage);
  options.rejects_folder = folder.path("rejects");
  options.cache_folder = input;
  EXPECT_EQ(status_of(options), ExitStatus::usage);
  options.use_cache = false;
  EXPECT_EQ(status_of(options), ExitStatus::done);
}

TEST(Folders, ForDifferentFilesOfTheSameNamesMustDiffer) {
  const TemporaryFolder folder;
  JobOptions options = options_for("2024-03-01");
  options.input_folder = folder.path("input");
  options.output_folder = folder.path("output");
  options.cache_folder = folder.path("output");
  EXPECT_EQ(status_of(options), ExitStatus::done);
  options.format = ReportFormat::parquet;
  EXPECT_EQ(status_of(options), ExitStatus::usage);
  options.cache_folder = folder.path("cache");
  options.rejects_folder = folder.path("cache");
  EXPECT_EQ(status_of(options), ExitStatus::usage);
}

TEST(Folders, HoldNoSummaryThatCouldReplaceWhatTheyAreFor) {
  const TemporaryFolder folder;
  JobOptions options = options_for("2024-03-01");
  options.input_folder = folder.path("input");
  options.output_folder = folder.path("output");
  options.rejects_folder = folder.path("rejects");
  for (const char* name : {"input/2024-03-01.csv", "input/dt=2024-03-01/a.csv", "rejects/x",
                           "output/.tallies/cache.json", "output/2024-03-01.csv"}) {
    options.summary_file = folder.path(name);
    EXPECT_EQ(status_of(options), ExitStatus::usage) << name;
  }
  for (const char* name : {"summary.json", "output/summary.json", "output/2024-03-01.json"}) {
    options.summary_file = folder.path(name);
    EXPECT_EQ(status_of(options), ExitStatus::done) << name;
  }
}

}  // namespace
}  // namespace crudtally
