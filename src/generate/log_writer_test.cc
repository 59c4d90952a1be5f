#include "generate/log_writer.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/testing.h"
#include "generate/random.h"
#include "generate/testing.h"

namespace crudtally {
namespace {

using ::testing::HasSubstr;

// Text that does not compress well, so that it takes several pieces of compressed output.
std::string hexadecimal_noise(size_t size) {
  Random random(3);
  std::string text(size, '\0');
  for (char& digit : text) digit = "0123456789abcdef"[random.below(16)];
  return text;
}

std::string written(const std::string& path, Compression compression, const std::string& text) {
  const std::unique_ptr<LogWriter> log = create_log(path, compression);
  const std::string_view view = text;
  log->write(view.substr(0, text.size() / 3));
  log->write({});
  log->write(view.substr(text.size() / 3));
  const uint64_t bytes = log->commit();
  EXPECT_EQ(bytes, std::filesystem::file_size(path));
  return read_log_text(path, compression);
}

class LogWriterOfAnyForm : public ::testing::TestWithParam<Compression> {};

TEST_P(LogWriterOfAnyForm, WritesTheTextThatIsReadBack) {
  const TemporaryFolder folder;
  const std::string text = hexadecimal_noise(3'000'000);
  EXPECT_TRUE(written(folder.path("a"), GetParam(), text) == text);
}

TEST_P(LogWriterOfAnyForm, WritesALogWithoutRows) {
  const TemporaryFolder folder;
  EXPECT_EQ(written(folder.path("a"), GetParam(), ""), "");
  EXPECT_EQ(std::filesystem::file_size(folder.path("a")) == 0, GetParam() == Compression::none);
}

TEST_P(LogWriterOfAnyForm, GivesTheSameBytesForTheSameText) {
  const TemporaryFolder folder;
  const std::string text = hexadecimal_noise(500'000);
  written(folder.path("a"), GetParam(), text);
  written(folder.path("b"), GetParam(), text);
  EXPECT_TRUE(read_small_file(folder.path("a")) == read_small_file(folder.path("b")));
}

TEST_P(LogWriterOfAnyForm, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  create_log(folder.path("a"), GetParam())->write("text");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_P(LogWriterOfAnyForm, NamesTheFileThatDoesNotFitOnTheDisk) {
  const TemporaryFolder folder;
  const std::string message_path = folder.path("message");
  // In a process of its own, since a limit on the size of files holds for the whole process.
  ChildProcess writer([&](const auto&) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::unique_ptr<LogWriter> log = create_log(folder.path("2024-09-16.csv"), GetParam());
    try {
      log->write(hexadecimal_noise(5'000'000));
      log->commit();
    } catch (const Error& error) {
      write_file_atomically(message_path, error.what());
      throw;
    }
    return 0;
  });
  EXPECT_EQ(writer.wait(), static_cast<int>(ExitStatus::failed));
  EXPECT_THAT(read_small_file(message_path).value_or(""), HasSubstr("2024-09-16.csv"));
  EXPECT_FALSE(std::filesystem::exists(folder.path("2024-09-16.csv")));
}

std::string name_of(const ::testing::TestParamInfo<Compression>& form) {
  constexpr std::array kNames = {"Plain", "Gzip", "Zstd"};
  return kNames.at(static_cast<size_t>(form.param));
}

INSTANTIATE_TEST_SUITE_P(, LogWriterOfAnyForm,
                         ::testing::Values(Compression::none, Compression::gzip, Compression::zstd),
                         name_of);

}  // namespace
}  // namespace crudtally
