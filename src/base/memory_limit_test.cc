#include "base/memory_limit.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/testing.h"

namespace crudtally {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr uint64_t kGiB = uint64_t{1} << 30;

class AvailableMemory : public ::testing::Test {
 protected:
  void SetUp() override {
    write("meminfo", "MemTotal:        8388608 kB\nMemFree:          100 kB\n");
    write("cgroup", "0::/system.slice/airflow\n");
  }

  void write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder_.path(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  uint64_t available() const {
    return available_memory(folder_.path("meminfo"), folder_.path("cgroup"), folder_.path("sys"));
  }

  TemporaryFolder folder_;
};

TEST_F(AvailableMemory, IsTheMachinesWithoutALimit) {
  EXPECT_EQ(available(), 8 * kGiB);
  write("sys/system.slice/airflow/memory.max", "max\n");
  EXPECT_EQ(available(), 8 * kGiB);
}

TEST_F(AvailableMemory, IsWhatTheGroupAllows) {
  write("sys/system.slice/airflow/memory.max", "268435456\n");
  EXPECT_EQ(available(), 256 * kMiB);
}

TEST_F(AvailableMemory, IsWhatAGroupAroundItAllows) {
  write("sys/system.slice/airflow/memory.max", "536870912\n");
  write("sys/system.slice/memory.max", "268435456\n");
  EXPECT_EQ(available(), 256 * kMiB);
}

TEST_F(AvailableMemory, IsWhatTheTopOfTheMountAllowsAsInAContainer) {
  write("sys/memory.max", "134217728\n");
  EXPECT_EQ(available(), 128 * kMiB);
}

TEST_F(AvailableMemory, IsNoMoreThanTheMachinesWhateverTheGroupAllows) {
  write("sys/system.slice/airflow/memory.max", "99999999999999\n");
  EXPECT_EQ(available(), 8 * kGiB);
}

TEST_F(AvailableMemory, KnowsGroupsOfVersion1) {
  write("cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/abc\n");
  write("sys/memory/docker/abc/memory.limit_in_bytes", "67108864\n");
  EXPECT_EQ(available(), 64 * kMiB);
}

TEST(AvailableMemoryHere, IsSomething) {
  EXPECT_GE(available_memory(), 64 * kMiB);
  EXPECT_LT(available_memory(), uint64_t{1} << 62);
}

TEST(ParseSize, ReadsSizesAsPeopleWriteThem) {
  EXPECT_EQ(parse_size("0"), 0);
  EXPECT_EQ(parse_size("1000000"), 1'000'000);
  EXPECT_EQ(parse_size("64KiB"), 65'536);
  EXPECT_EQ(parse_size("256MiB"), 256 * kMiB);
  EXPECT_EQ(parse_size("256mib"), 256 * kMiB);
  EXPECT_EQ(parse_size("1.5GiB"), 3 * kGiB / 2);
  EXPECT_EQ(parse_size("2GB"), 2'000'000'000);
  EXPECT_EQ(parse_size("1TiB"), uint64_t{1} << 40);
  EXPECT_EQ(parse_size("7B"), 7);
}

TEST(ParseSize, ReadsNothingElse) {
  for (const char* text : {"", "MiB", "-1", "-1MiB", "1M", "1 MiB", "1MiB ", "1e3", "nan", "inf",
                           "0x10", "1,5GiB", "9999999999TiB", "1MiBMiB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

}  // namespace
}  // namespace crudtally
