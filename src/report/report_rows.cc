#include "report/report_rows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <span>
#include <utility>

#include "core/byte_words.h"
#include "core/dialect.h"
#include "core/fields.h"
#include "core/line_buffer.h"
#include "report/csv.h"
#include "report/report_csv.h"
#include "tally/run_totals.h"
#include "tally/unsound_tally.h"

namespace crudtally {
namespace {

constexpr size_t kLongestLine = longest_csv_field(kLongestEmailBytes) + kLongestCsvCounts;
constexpr size_t kShortestLine = std::string_view("a,1,0,0,0\n").size();
// Where `range_begins` looks for emails: about 30,000 users apart.
constexpr uint64_t kBytesBetweenBegins = uint64_t{1} << 20;
constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr uint64_t kAlignment = 4096;

UnsoundTally no_report(const File& file) {
  return unsound(file.path(), "it is not a report");
}

// Takes ",N" with N not negative from the front of `text`; false where it begins with something
// else.
bool take_count(std::string_view& text, int64_t& count) {
  if (text.size() < 2 || text[0] != ',') return false;
  // Most counts have one digit.
  if (text[1] >= '0' && text[1] <= '9' && (text.size() == 2 || text[2] == ',')) {
    count = text[1] - '0';
    text.remove_prefix(2);
    return true;
  }
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), count);
  if (error != std::errc() || count < 0) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

}  // namespace

ReportRows::ReportRows(const std::string& path, size_t users)
    : file_(std::make_shared<const File>(File::open(path))),
      size_(file_->stat().size),
      users_(users) {
  std::array<char, kReportHeader.size()> header;
  std::array<char, 1> last = {};
  const size_t header_bytes = file_->read_at(0, header);
  if (std::string_view(header.data(), header_bytes) != kReportHeader) throw no_report(*file_);
  file_->read_at(size_ - 1, last);
  if (last[0] != '\n') throw no_report(*file_);
  // Whoever divides the rows into ranges must not be led astray.
  users_ = std::min(users_, static_cast<size_t>(size_) / kShortestLine);
}

// Where the first line begins at or after `offset`; the size where none does.
uint64_t ReportRows::next_line(uint64_t offset) const {
  if (offset <= kReportHeader.size()) return kReportHeader.size();
  if (offset >= size_) return size_;
  std::array<char, kLongestLine> bytes;
  const size_t read = file_->read_at(offset - 1, bytes);
  const size_t line_end = std::string_view(bytes.data(), read).find('\n');
  if (line_end == std::string_view::npos) throw no_report(*file_);
  return offset + line_end;
}

std::string ReportRows::email_at(uint64_t line) const {
  std::array<char, kLongestLine> bytes;
  std::array<char, kLongestLine> unquoted;
  const size_t read = file_->read_at(line, bytes);
  const std::string_view text(bytes.data(), read);
  std::string_view email;
  if (!FieldReader(text.substr(0, text.find('\n')), unquoted.data()).next(email)) {
    throw no_report(*file_);
  }
  return std::string(email);
}

// Where the first line begins whose email does not come before `email`; the size where none does.
uint64_t ReportRows::first_line_from(std::string_view email) const {
  uint64_t least = kReportHeader.size();
  uint64_t most = size_;
  while (least < most) {
    const uint64_t middle = least + (most - least) / 2;
    const uint64_t line = next_line(middle);
    if (line < size_ && email_at(line) < email) {
      least = line + 1;
    } else {
      most = middle;
    }
  }
  return next_line(least);
}

std::vector<std::string> ReportRows::range_begins() const {
  std::vector<std::string> begins;
  for (uint64_t offset = kBytesBetweenBegins; offset < size_; offset += kBytesBetweenBegins) {
    const uint64_t line = next_line(offset);
    if (line < size_) begins.push_back(email_at(line));
  }
  return begins;
}

class ReportRows::Range final : public Run {
 public:
  Range(const File& file, uint64_t begin, uint64_t end)
      : file_(file), at_(begin), end_(end), buffer_(kPieceBytes) {}

  const RunBatch* next() override {
    while (lines_.empty() && at_ < end_) read_piece();
    if (lines_.empty()) return nullptr;
    batch_.clear();
    unquoted_.clear();
    while (!lines_.empty() && batch_.size() < RunBatch::kRows) {
      const size_t line_end = lines_.find('\n');
      add_row(lines_.substr(0, line_end));
      lines_.remove_prefix(line_end + 1);
    }
    // The borders of a range are rows that were looked at, so that ranges follow on each other.
    if (const std::string_view wrong = check_.add(batch_); !wrong.empty()) {
      throw unsound(file_.path(), wrong);
    }
    return &batch_;
  }

 private:
  // From where the last one ended to the next border of a piece, so that each but the first lies in
  // memory as in the file.
  void read_piece() {
    const uint64_t skipped = at_ % kAlignment;
    const std::span<char> space = buffer_.space();
    const auto wanted = static_cast<size_t>(std::min<uint64_t>(space.size(), end_ - at_ + skipped));
    if (file_.read_at(at_ - skipped, space.first(wanted)) != wanted) throw no_report(file_);
    buffer_.take(static_cast<size_t>(skipped), wanted);
    at_ += wanted - skipped;
    LongLine too_long;
    if (buffer_.fetch_long_line(too_long)) throw no_report(file_);
    lines_ = buffer_.lines();
  }

  void add_row(std::string_view line) {
    std::string_view email;
    std::string_view rest;
    if (line.starts_with('"')) {
      unquoted_.emplace_back(line);
      std::string& copy = unquoted_.back();
      FieldReader fields(line, copy.data());
      if (!fields.next(email)) throw no_report(file_);
      rest = fields.rest();
    } else {
      const size_t comma = find_byte(line, ',', 0);
      email = line.substr(0, comma);
      rest = line.substr(comma);
    }
    Counts& counts = batch_.counts.emplace_back();
    for (int64_t& count : counts) {
      if (!take_count(rest, count)) throw no_report(file_);
    }
    if (!rest.empty()) throw no_report(file_);
    batch_.emails.push_back(email);
  }

  const File& file_;
  uint64_t at_;
  uint64_t end_;
  LineBuffer buffer_;
  std::string_view lines_;  // of the piece, still to be given
  std::deque<std::string> unquoted_;
  RunBatch batch_;
  RowsCheck check_;
};

std::unique_ptr<Run> ReportRows::range(std::string_view begin, std::string_view end) {
  const uint64_t first = first_line_from(begin);
  return std::make_unique<Range>(*file_, first, end.empty() ? size_ : first_line_from(end));
}

}  // namespace crudtally
