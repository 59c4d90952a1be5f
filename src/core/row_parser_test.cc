#include "core/row_parser.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/testing.h"

namespace crudtally {
namespace {

// The emails of the events of `text`, a piece of a log, read once all of them are parsed.
std::vector<std::string> emails_of(std::string_view text, const Kernel& kernel,
                                   const Columns& columns) {
  Dialect dialect;
  dialect.date = *parse_date("2024-09-16");
  dialect.columns = columns;
  dialect.normalize_email = true;
  const ReadableText readable(text);
  const std::vector<uint32_t> ends = line_ends(text);
  RowParser parser(dialect, kernel, false);
  parser.begin_piece(text.size());
  std::vector<UserEvent> events;
  Lines lines = {readable.text().data(), readable.text().data(), ends};
  while (lines.size() != 0) {
    EventBatch batch;
    parser.parse(lines, batch);
    events.insert(events.end(), batch.filled().begin(), batch.filled().end());
  }
  std::vector<std::string> emails;
  for (const UserEvent& event : events) emails.emplace_back(event.email, event.email_bytes);
  return emails;
}

// Plain rows, and between them some that are not.
TEST(RowParser, NormalizesEmailsOfAllRowsAndKeepsThemForThePiece) {
  const std::vector<std::string> kinds = {"ann@x.org",        "Bob@X.org",
                                          "cem@x.ORG  ",      " DAN@x.org",
                                          "eve@x.org ",       "\"Fay, \"\"f\"\" @x.org\"",
                                          "\"Gus, g@x.org \""};
  const std::vector<std::string> normalized = {"ann@x.org",   "bob@x.org", "cem@x.org",
                                               "dan@x.org",   "eve@x.org", "fay, \"f\" @x.org",
                                               "gus, g@x.org"};
  TestRandom random;
  for (const bool by_columns : {false, true}) {
    std::string text;
    std::vector<std::string> expected;
    for (int row = 0; row < 1000; row++) {
      const size_t kind = random(kinds.size());
      text += by_columns ? "READ," + kinds[kind] + ",2024-09-16 07:00:00\n"
                         : kinds[kind] + ",READ,2024-09-16 07:00:00\n";
      expected.push_back(normalized[kind]);
    }
    for (const Kernel* kernel : kernels()) {
      EXPECT_EQ(emails_of(text, *kernel, by_columns ? Columns{3, 1, 0, 2} : Columns{}), expected)
          << kernel->name;
    }
  }
}

TEST(RowParser, MeasuresEmailsOnceTheyAreNormalized) {
  const std::string longest(kLongestEmailBytes, 'e');
  const std::string rest = ",READ,2024-09-16 07:00:00\n";
  const std::string text = longest + rest + "E" + longest + rest + longest + "  " + rest +
                           std::string(kLongestEmailBytes, 'E') + rest;
  for (const Kernel* kernel : kernels()) {
    EXPECT_EQ(emails_of(text, *kernel, Columns{}),
              (std::vector<std::string>{longest, longest, longest}))
        << kernel->name;
  }
}

TEST(RowParser, CountsAllRejectsWhereItKeepsTheFirstAlone) {
  constexpr size_t kRows = 100;
  std::string text;
  for (size_t row = 0; row < kRows; row++) text += "ann@x.org,WRITE,2024-09-16 07:00:00\n";
  const ReadableText readable(text);
  const std::vector<uint32_t> ends = line_ends(text);
  const auto parsed_with = [&](KeptRejects kept) {
    Dialect dialect;
    dialect.date = *parse_date("2024-09-16");
    RowParser parser(dialect, *kernels().front(), false, kept);
    parser.begin_piece(text.size());
    EventBatch batch;
    Lines lines = {readable.text().data(), readable.text().data(), ends};
    parser.parse(lines, batch);
    return parser.parsed();
  };
  const ParsedRows all = parsed_with(KeptRejects::all);
  const ParsedRows examples = parsed_with(KeptRejects::examples);
  EXPECT_EQ(total(examples.reject_counts), int64_t{kRows});
  EXPECT_EQ(examples.reject_counts, all.reject_counts);
  EXPECT_EQ(all.rejects.size(), kRows);
  ASSERT_EQ(examples.rejects.size(), kRejectExamples);
  EXPECT_EQ(examples.rejects.back().line, kRejectExamples);
}

}  // namespace
}  // namespace crudtally
