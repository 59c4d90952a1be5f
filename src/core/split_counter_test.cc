#include "core/split_counter.h"

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/testing.h"

namespace crudtally {
namespace {

using testing::ElementsAre;

// All that a split gives, in a form that compares.
struct Outcome {
  std::map<std::string, Counts> counts;
  std::vector<std::string> rejects;  // "LINE REASON ROW"
  uint64_t rows = 0;
  uint64_t lines = 0;
  uint64_t events = 0;
  uint64_t misfiled = 0;
  HourCounts hours = {};

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Dialect dialect_of_day() {
  Dialect dialect;
  dialect.date = *parse_date("2024-09-16");
  return dialect;
}

Outcome count(std::string_view text, size_t piece_bytes, const Kernel& kernel,
              bool has_header = false) {
  LineBuffer buffer(4096);
  CountTable table;
  SplitCounter counter(dialect_of_day(), kernel, has_header, buffer, table);
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, piece_bytes);
    std::memcpy(counter.space().data(), piece.data(), piece.size());
    counter.count(0, piece.size());
    text.remove_prefix(piece.size());
  }
  const SplitCounts counts = counter.finish();
  Outcome outcome;
  for (size_t user = 0; user < table.users(); user++) {
    outcome.counts.emplace(table.email(user), table.counts(user));
  }
  for (const Reject& reject : counts.parsed.rejects) {
    outcome.rejects.push_back(std::to_string(reject.line) + " " +
                              std::string(name_of(reject.reason)) + " " + reject.row);
  }
  outcome.rows = counts.rows;
  outcome.lines = counts.parsed.lines;
  outcome.events = counts.parsed.events;
  outcome.misfiled = counts.parsed.misfiled;
  outcome.hours = counts.parsed.hours;
  return outcome;
}

TEST(SplitCounter, CountsEventsAndKeepsRejectsWithTheirLines) {
  const Outcome outcome = count(
      "ann,READ,2024-09-16 07:00:00\n"
      "\n"
      "bob,WRITE,2024-09-16 07:00:00\r\n"
      "ann,CREATE,2024-09-15 08:00:00\n"
      " \t\r\n"
      "\"c,d\",DELETE,2024-09-16 09:00:00",
      4096, *kernels().front());
  EXPECT_EQ(outcome.counts,
            (std::map<std::string, Counts>{{"ann", {1, 1, 0, 0}}, {"c,d", {0, 0, 0, 1}}}));
  EXPECT_THAT(outcome.rejects, ElementsAre("3 unknown_action bob,WRITE,2024-09-16 07:00:00"));
  EXPECT_EQ(outcome.lines, 6U);
  EXPECT_EQ(outcome.rows, 4U);
  EXPECT_EQ(outcome.events, 3U);
  EXPECT_EQ(outcome.misfiled, 1U);
  EXPECT_EQ(outcome.hours[9][3], 1);
}

TEST(SplitCounter, DoesNotCountTheHeaderAsARow) {
  const Outcome outcome = count("\nemail,action,timestamp\nann,READ,2024-09-16 07:00:00\n", 4096,
                                *kernels().front(), true);
  EXPECT_EQ(outcome.rows, 1U);
  EXPECT_EQ(outcome.lines, 3U);
  EXPECT_THAT(outcome.rejects, ElementsAre());
}

TEST(SplitCounter, OfNothingIsNothing) {
  EXPECT_EQ(count("", 4096, *kernels().front()), Outcome());
}

// Rows of every kind, so that each comes to lie on each border.
std::string random_log(TestRandom& random, int rows) {
  const std::vector<std::string> kinds = {
      "\n",
      "  \t\r\n",
      "ann@x.org,READ,2024-09-16 07:00:00\n",
      "ann@x.org,CREATE,2024-09-16T23:59:59\r\n",
      "a-rather-long-email-address-of-forty-one-b@x,UPDATE,2024-09-16 12:00:00\n",
      std::string(300, 'l') + ",DELETE,2024-09-16 00:00:00\n",
      "\"quo\"\"ted,\",READ,2024-09-16 07:00:00\n",
      "\"quoted\",READ,\"2024-09-16 07:00:00.5Z\"\r\n",
      "\xC3\xA9,read ,2024-09-16 07:00:00\n",
      "misfiled,READ,2024-09-17 07:00:00\n",
      "\"open,READ,2024-09-16 07:00:00\n",
      "bad\xFF,READ,2024-09-16 07:00:00\n",
      "one,two\n",
      "ann@x.org,READ,2024-09-16 07:00:00\r\r\n",
      ",READ,2024-09-16 07:00:00\n",
      "x,READ,2024-09-16 24:00:00\n",
  };
  std::string log;
  for (int row = 0; row < rows; row++) log += kinds[random(kinds.size())];
  return random(2) == 0 ? log + "last,READ,2024-09-16 07:00:00" : log;
}

TEST(SplitCounter, GivesTheSameWhateverThePiecesAndTheKernel) {
  TestRandom random;
  for (int round = 0; round < 20; round++) {
    const std::string log = random_log(random, 40);
    const Outcome expected = count(log, log.size(), *find_kernel("portable"));
    ASSERT_EQ(static_cast<int64_t>(expected.rows),
              static_cast<int64_t>(expected.events + expected.rejects.size()));
    for (const Kernel* kernel : kernels()) {
      for (const size_t piece : {1, 2, 3, 7, 31, 32, 33, 63, 64, 65, 100, 1000, 4096}) {
        ASSERT_EQ(count(log, piece, *kernel), expected) << piece << " " << kernel->name;
      }
    }
  }
}

TEST(SplitCounter, RejectsALineThatIsTooLongWhateverThePieces) {
  const std::string log = "ann,READ,2024-09-16 07:00:00\n" + std::string(1'048'577, 'x') +
                          "\nann,READ,2024-09-16 07:00:00\n" + std::string(2'000'000, ' ') + "\n";
  for (const size_t piece : {1000, 4096}) {
    const Outcome outcome = count(log, piece, *kernels().front());
    EXPECT_EQ(outcome.counts.at("ann")[1], 2);
    EXPECT_THAT(outcome.rejects, ElementsAre("2 line_too_long " + std::string(kKeptBytes, 'x')));
    EXPECT_EQ(outcome.rows, 3U);
    EXPECT_EQ(outcome.lines, 4U);
  }
}

}  // namespace
}  // namespace crudtally
