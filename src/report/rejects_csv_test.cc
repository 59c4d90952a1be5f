#include "report/rejects_csv.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/atomic_file.h"
#include "base/file.h"
#include "base/testing.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;

const std::string kHeader = "file,line,reason,row\n";

Reject reject(uint64_t line, Reason reason, const std::string& row) {
  return {.line = line, .reason = reason, .row = row, .row_bytes = row.size()};
}

// The CSV of these rejects, written from memory.
std::string csv_of(const std::vector<FileRejects>& files) {
  const TemporaryFolder folder;
  write_rejects_csv(folder.path("rejects.csv"), files);
  return read_small_file(folder.path("rejects.csv")).value();
}

// The same, written to a rejects file of the cache first and read back from there.
std::string csv_by_cache_of(const std::vector<FileRejects>& files) {
  const TemporaryFolder folder;
  const std::string path = folder.path("2024-09-16.rejects.parquet");
  const WrittenRejects written = write_rejects_file(path, files);
  write_rejects_csv(folder.path("rejects.csv"), RejectsSource{path, written.digest});
  return read_small_file(folder.path("rejects.csv")).value();
}

std::vector<FileRejects> many_rejects() {
  Reject cut = reject(7, Reason::line_too_long, std::string(kKeptBytes - 1, 'x') + "\xC3");
  cut.row_bytes = 2'000'000;
  std::vector<FileRejects> files = {
      {"2024-09-16-b.csv",
       {reject(2, Reason::unknown_action, "a@example.com,WRITE,2024-09-16 10:00:00"),
        reject(3, Reason::invalid_utf8, "\xFF\xE2\x82@example.com,READ,2024-09-16 10:00:00"), cut}},
      {"2024-09-16/caf\xE9,1.csv", {reject(1, Reason::bad_quoting, "\"a\"b,READ,")}},
      {"2024-09-16/\xC3\xA9 100%.csv.gz", {reject(1, Reason::control_character, "a\rb\tc,,")}},
  };
  // More than is gathered before it is written.
  for (uint64_t line = 10; line < 20'000; line++) {
    files[2].rejects.push_back(reject(line, Reason::wrong_field_count, "no comma at all"));
  }
  return files;
}

TEST(WriteRejectsCsv, NamesFileLineReasonAndRow) {
  EXPECT_EQ(csv_of({{"2024-09-16.csv", {reject(7, Reason::empty_email, "only@one.field")}}}),
            kHeader + "2024-09-16.csv,7,empty_email,only@one.field\n");
}

TEST(WriteRejectsCsv, QuotesRowsAndFilesAsTheReportDoes) {
  EXPECT_EQ(csv_of({{"a,b.csv", {reject(1, Reason::bad_quoting, "\"a\"b,READ")}}}),
            kHeader + "\"a,b.csv\",1,bad_quoting,\"\"\"a\"\"b,READ\"\n");
}

TEST(WriteRejectsCsv, ShowsInvalidBytesAsPythonDoes) {
  // The known answer is that of bytes.decode(errors="replace").
  EXPECT_EQ(csv_of({{"\xFF.csv", {reject(1, Reason::invalid_utf8, "a\xE2\x82z\xF0\x9F")}}}),
            kHeader + "\uFFFD.csv,1,invalid_utf8,a\uFFFDz\uFFFD\n");
}

TEST(WriteRejectsCsv, TellsTheBytesOfALineThatIsTooLong) {
  Reject cut = reject(1, Reason::line_too_long, std::string(kKeptBytes, 'x'));
  cut.row_bytes = 1'048'577;
  EXPECT_EQ(csv_of({{"a.csv", {cut}}}), kHeader + "a.csv,1,line_too_long," +
                                            std::string(kKeptBytes, 'x') + "…[1048577 bytes]\n");
}

TEST(WriteRejectsCsv, IsTheHeaderAloneWithoutRejects) {
  EXPECT_EQ(csv_of({}), kHeader);
  const TemporaryFolder folder;
  write_rejects_csv(folder.path("rejects.csv"), std::nullopt);
  EXPECT_EQ(read_small_file(folder.path("rejects.csv")), kHeader);
}

TEST(WriteRejectsCsv, KeepsTheOrder) {
  const std::string csv =
      csv_of({{"a.csv", {reject(2, Reason::misfiled, "x"), reject(10, Reason::misfiled, "y")}},
              {"b.csv", {reject(1, Reason::misfiled, "z")}}});
  EXPECT_EQ(csv, kHeader + "a.csv,2,misfiled,x\na.csv,10,misfiled,y\nb.csv,1,misfiled,z\n");
}

TEST(WriteRejectsCsv, WritesTheSameBytesFromMemoryAndFromTheCache) {
  const std::vector<FileRejects> files = many_rejects();
  const std::string csv = csv_of(files);
  EXPECT_GT(csv.size(), size_t{512} << 10);
  // Not EXPECT_EQ, which would print half a megabyte.
  EXPECT_TRUE(csv_by_cache_of(files) == csv);
}

TEST(WriteRejectsCsv, IsReadableByItsOwnerAlone) {
  const TemporaryFolder folder;
  const mode_t umask_before = ::umask(0);
  write_file_atomically(folder.path("rejects.csv"), "old", 0666);
  write_rejects_csv(folder.path("rejects.csv"), std::nullopt);
  ::umask(umask_before);
  struct stat status;
  ASSERT_EQ(::stat(folder.path("rejects.csv").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
}

TEST(WriteRejectsCsv, LeavesTheOldFileWhereTheCacheIsUnsound) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path("rejects.csv"), "old");
  write_file_atomically(folder.path("a.rejects.parquet"), "PAR1 damaged PAR1");
  const RejectsSource source = {folder.path("a.rejects.parquet"), Digest{1, 2}};
  EXPECT_THROW(write_rejects_csv(folder.path("rejects.csv"), source), UnsoundTally);
  EXPECT_EQ(read_small_file(folder.path("rejects.csv")), "old");
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  EXPECT_THAT(names, ElementsAre("a.rejects.parquet", "rejects.csv"));
}

}  // namespace
}  // namespace crudtally
