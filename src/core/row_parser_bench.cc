// Lines to events, by the fast way and the general one together.
//
// What to expect: the general way takes 40 to 50 ns a row, ten times as long as the fast one and
// more: where one row in twenty needs it, it takes about half of the time. To normalise plain rows
// takes 5 ns a row on top, and 14 where half of the emails change.
#include <string_view>
#include <vector>

#include "core/benchmarking.h"
#include "core/row_parser.h"

namespace crudtally {
namespace {

constexpr size_t kTextBytes = size_t{8} << 20;

constexpr std::string_view kPlainRow = "{email},{action},2024-09-16 {time}\n";
constexpr std::string_view kUpperCase = "X.{email},{action},2024-09-16 {time}\n";
constexpr std::string_view kDoubledQuotes =
    "\"\"\"my, own\"\" {email}\",{action},2024-09-16 {time}\n";
constexpr std::string_view kOtherDay = "{email},{action},2024-09-15 {time}\n";
constexpr std::string_view kUnknownAction = "{email},LOGIN,2024-09-16 {time}\n";

using Forms = std::vector<std::string_view>;

enum class Normalize { no, yes };

// 19 plain rows, in the long run, for each of `form`.
Forms one_in_twenty(std::string_view form) {
  Forms forms(19, kPlainRow);
  forms.push_back(form);
  return forms;
}

void parse_rows(benchmark::State& state, const Forms& forms, Normalize normalize = Normalize::no) {
  const LogText log(kTextBytes, forms);
  Dialect dialect;
  dialect.date = *parse_date("2024-09-16");
  dialect.normalize_email = normalize == Normalize::yes;
  for (auto _ : state) {
    RowParser parser(dialect, *kernels().front(), false);
    parser.begin_piece(log.text().size());
    Lines lines = log.lines();
    while (lines.size() != 0) {
      EventBatch batch;
      parser.parse(lines, batch);
      benchmark::DoNotOptimize(batch);
    }
    const ParsedRows& parsed = parser.parsed();
    require(parsed.events + parsed.rejects.size() == log.rows(), "the parser leaves out rows");
  }
  report_rates(state, log.rows(), log.text().size());
}

BENCHMARK_CAPTURE(parse_rows, plain, Forms{kPlainRow});
BENCHMARK_CAPTURE(parse_rows, one_reject_in_twenty, one_in_twenty(kUnknownAction));
BENCHMARK_CAPTURE(parse_rows, one_with_doubled_quotes_in_twenty, one_in_twenty(kDoubledQuotes));
BENCHMARK_CAPTURE(parse_rows, normalized, Forms{kPlainRow}, Normalize::yes);
BENCHMARK_CAPTURE(parse_rows, normalized_half_in_upper_case, Forms{kPlainRow, kUpperCase},
                  Normalize::yes);
BENCHMARK_CAPTURE(parse_rows, doubled_quotes, Forms{kDoubledQuotes});
BENCHMARK_CAPTURE(parse_rows, misfiled, Forms{kOtherDay});
BENCHMARK_CAPTURE(parse_rows, rejects, Forms{kUnknownAction});

}  // namespace
}  // namespace crudtally
