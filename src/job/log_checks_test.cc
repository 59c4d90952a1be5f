#include "job/log_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace crudtally {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;

SourceFile source(const std::string& stem, uint64_t content, int64_t rows = 5) {
  SourceFile file;
  file.stem = stem;
  file.content.low = content;
  file.rows = rows;
  return file;
}

TallyMetadata day(const std::string& date, std::vector<SourceFile> sources) {
  TallyMetadata metadata;
  metadata.date = *parse_date(date);
  for (const SourceFile& file : sources) metadata.rows += file.rows;
  metadata.sources = std::move(sources);
  return metadata;
}

TEST(Duplicates, AreTwoFilesOfADayWithEqualContent) {
  EXPECT_THAT(
      [] {
        LogFile compressed;
        compressed.stem = "c.csv";
        compressed.name = "c.csv.gz";
        refuse_duplicates(
            day("2024-09-16", {source("a.csv", 1), source("b.csv", 2), source("c.csv", 1)}),
            {compressed});
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("a.csv and"), HasSubstr("c.csv.gz"))));
}

TEST(Duplicates, AreNotFilesWithoutRows) {
  refuse_duplicates(day("2024-09-16", {source("a.csv", 1, 0), source("b.csv", 1, 0)}), {});
  refuse_duplicates(day("2024-09-16", {source("a.csv", 1), source("b.csv", 2)}), {});
}

TEST(Duplicates, CountOnceWhenOneOfThemIsToGo) {
  const TallyMetadata twins =
      day("2024-09-16", {source("a.csv", 1, 5), source("b.csv", 2, 7), source("c.csv", 1, 5)});
  EXPECT_TRUE(has_duplicates(twins));
  EXPECT_EQ(rows_without_duplicates(twins), 12);
  EXPECT_FALSE(has_duplicates(day("2024-09-16", {source("a.csv", 1), source("b.csv", 2)})));
  EXPECT_FALSE(has_duplicates(day("2024-09-16", {source("a.csv", 1, 0), source("b.csv", 1, 0)})));
}

TEST(Shrunk, IsALogWithFewerRowsThanItsTally) {
  const TallyMetadata now = day("2024-09-16", {source("a.csv", 1, 5)});
  EXPECT_THAT([&] { refuse_shrunk(now, 7); },
              ThrowsMessage<Error>(AllOf(HasSubstr("5 rows"), HasSubstr("from 7"))));
  refuse_shrunk(now, 5);
  refuse_shrunk(now, 4);
  refuse_shrunk(now, std::nullopt);
}

TEST(IgnoredFiles, AreNamedButNotAllOfThem) {
  EXPECT_THAT(warn_of_ignored_files({}), IsEmpty());
  EXPECT_THAT(warn_of_ignored_files({"a", "b"}), ElementsAre(testing::EndsWith(": a, b")));
  EXPECT_THAT(warn_of_ignored_files({"a", "b", "c", "d", "e", "f", "g"}),
              ElementsAre(testing::EndsWith(": a, b, c, d, e and 2 more")));
}

TEST(EmptyLogs, AreNamed) {
  EXPECT_THAT(
      warn_of_empty_logs(day("2024-09-16", {source("a.csv", 1), source("b.csv", 2, 0)}), {}),
      ElementsAre(HasSubstr("b.csv")));
}

TEST(EqualDays, AreNamedWhateverTheNamesAndTheOrderOfTheirFiles) {
  const TallyMetadata first = day("2024-09-14", {source("a.csv", 1), source("b.csv", 2)});
  const TallyMetadata second = day("2024-09-15", {source("a.csv", 3)});
  const TallyMetadata third =
      day("2024-09-16", {source("c.csv", 2), source("d.csv", 1), source("e.csv", 9, 0)});
  EXPECT_THAT(warn_of_equal_days({&first, &second, &third}),
              ElementsAre(AllOf(HasSubstr("2024-09-14"), HasSubstr("2024-09-16"))));
}

TEST(Rejects, AreNamedByFileLineAndReason) {
  TallyMetadata rejected = day("2024-09-16", {source("a.csv", 1)});
  rejected.events = 1;
  rejected.rejects[static_cast<size_t>(Reason::unknown_action)] = 5;
  rejected.reject_examples = {{"a.csv", 7, Reason::unknown_action}};
  EXPECT_THAT(warn_of_rejects({&rejected}, ""),
              ElementsAre(AllOf(HasSubstr("5 rows"), HasSubstr("a.csv line 7: unknown_action"))));
}

TEST(Rejects, ThatAreBadlyQuotedComeWithAHint) {
  TallyMetadata rejected = day("2024-09-16", {source("a.csv", 1)});
  rejected.events = 1;
  rejected.rejects[static_cast<size_t>(Reason::bad_quoting)] = 1;
  rejected.reject_examples = {{"a.csv", 7, Reason::bad_quoting}};
  EXPECT_THAT(warn_of_rejects({&rejected}, ""),
              ElementsAre(HasSubstr("1 row rejected"), HasSubstr("line break")));
}

TEST(Rejects, ThatAreAWholeDayComeWithAQuestion) {
  TallyMetadata rejected = day("2024-09-16", {source("a.csv", 1, 5)});
  rejected.rejects[static_cast<size_t>(Reason::wrong_field_count)] = 5;
  EXPECT_THAT(
      warn_of_rejects({&rejected}, "rejected"),
      ElementsAre(HasSubstr("not one of the 5 rows of 2024-09-16"), HasSubstr("see rejected")));
}

TEST(Rejects, AreNoWarningWhereThereAreNone) {
  TallyMetadata clean = day("2024-09-16", {source("a.csv", 1)});
  clean.events = clean.rows;
  EXPECT_THAT(warn_of_rejects({&clean}, ""), IsEmpty());
}

TEST(EqualDays, AreNotDaysWithoutRows) {
  const TallyMetadata first = day("2024-09-14", {source("a.csv", 1, 0)});
  const TallyMetadata second = day("2024-09-15", {source("b.csv", 1, 0)});
  EXPECT_THAT(warn_of_equal_days({&first, &second}), IsEmpty());
}

}  // namespace
}  // namespace crudtally
