#include "logs/log_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "logs/log_names.h"

namespace crudtally {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The names that are left of `names`.
std::vector<std::string> chosen(const std::vector<std::string>& names,
                                std::vector<std::string>& warnings) {
  std::vector<LogFile> files;
  for (const std::string& name : names) {
    const Compression compression = log_compression(name).value();
    files.push_back({name, name, std::string(log_stem(name, compression)), compression, {}});
  }
  choose_forms(files, warnings);
  std::vector<std::string> left;
  left.reserve(files.size());
  for (const LogFile& file : files) left.push_back(file.name);
  return left;
}

TEST(ChooseForms, PrefersThePlainFileThenZstdThenGzip) {
  std::vector<std::string> warnings;
  EXPECT_THAT(chosen({"a.csv.gz", "a.csv.zst", "a.csv"}, warnings), ElementsAre("a.csv"));
  EXPECT_THAT(chosen({"a.csv.gz", "a.csv.zst"}, warnings), ElementsAre("a.csv.zst"));
  EXPECT_THAT(chosen({"a.csv.gz"}, warnings), ElementsAre("a.csv.gz"));
}

TEST(ChooseForms, WarnsOfEachFormThatItLeavesOut) {
  std::vector<std::string> warnings;
  chosen({"a.csv.gz", "a.csv.zst", "a.csv"}, warnings);
  EXPECT_THAT(warnings,
              ElementsAre(AllOf(HasSubstr("a.csv and a.csv.zst"), HasSubstr("a.csv is read")),
                          AllOf(HasSubstr("a.csv and a.csv.gz"), HasSubstr("a.csv is read"))));
}

TEST(ChooseForms, KeepsLogsOfOtherStemsSortedByName) {
  std::vector<std::string> warnings;
  // By stem alone, a.csv.gz would come before a.csv-b.csv.
  EXPECT_THAT(chosen({"b.csv", "a.csv.gz", "a.csv-b.csv"}, warnings),
              ElementsAre("a.csv-b.csv", "a.csv.gz", "b.csv"));
  EXPECT_THAT(warnings, IsEmpty());
}

}  // namespace
}  // namespace crudtally
