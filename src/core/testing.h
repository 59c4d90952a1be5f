// What the tests of the core, and of the rooms that use it, share: random numbers, readable texts,
// events, and runs out of memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/counts.h"
#include "core/event_batch.h"
#include "core/run.h"
#include "core/run_ranges.h"

namespace crudtally {

// The same numbers in every run.
class TestRandom {
 public:
  unsigned operator()() { return static_cast<unsigned>(engine_()); }
  unsigned operator()(size_t below) { return static_cast<unsigned>(engine_() % below); }

  // As a standard algorithm wants it.
  std::mt19937& engine() { return engine_; }

 private:
  std::mt19937 engine_{1};
};

// A text with as many bytes around it as may be read, and not one more: what goes further leaves
// the allocation.
class ReadableText {
 public:
  // `before` ends what lies before the text; the rest of the bytes around it are line ends.
  explicit ReadableText(std::string_view text, std::string_view before = {})
      : bytes_(kReadableBytes + text.size() + kReadableBytes, '\n'), size_(text.size()) {
    before.remove_prefix(before.size() - std::min(before.size(), kReadableBytes));
    std::ranges::copy(before, bytes_.data() + kReadableBytes - before.size());
    std::ranges::copy(text, bytes_.data() + kReadableBytes);
  }

  std::string_view text() const { return {bytes_.data() + kReadableBytes, size_}; }

 private:
  std::vector<char> bytes_;
  size_t size_;
};

// Where the lines of a text end, just behind each LF.
inline std::vector<uint32_t> line_ends(std::string_view text) {
  std::vector<uint32_t> ends;
  for (size_t at = 0; at < text.size(); at++) {
    if (text[at] == '\n') ends.push_back(static_cast<uint32_t>(at + 1));
  }
  return ends;
}

// Hands events to a sink as a split does: in batches, some to a piece, with the emails in the
// piece's memory, which has other bytes once the piece has ended.
class EventFeeder {
 public:
  explicit EventFeeder(EventSink& sink, size_t piece_bytes = size_t{16} << 10)
      : sink_(sink), piece_(piece_bytes + kReadableBytes) {}
  ~EventFeeder() { end_piece(); }
  EventFeeder(const EventFeeder&) = delete;
  EventFeeder& operator=(const EventFeeder&) = delete;

  void count(std::string_view email, Action action) {
    if (piece_bytes_used_ + email.size() + kReadableBytes > piece_.size()) end_piece();
    char* kept = piece_.data() + piece_bytes_used_;
    std::ranges::copy(email, kept);
    piece_bytes_used_ += email.size();
    batch_.events[batch_.size++] = {kept, 0, static_cast<uint16_t>(email.size()), action};
    if (batch_.full()) hand_over();
  }

  void end_piece() {
    hand_over();
    sink_.end_piece();
    // What lies behind an email must not matter: in a log it is the rest of the row.
    std::ranges::fill(piece_, '#');
    piece_bytes_used_ = 0;
  }

 private:
  void hand_over() {
    if (batch_.size != 0) sink_.count(batch_.filled());
    batch_.size = 0;
  }

  EventSink& sink_;
  std::vector<char> piece_;
  size_t piece_bytes_used_ = 0;
  EventBatch batch_;
};

using Row = std::pair<std::string, Counts>;

// A run of `rows`, in batches of `batch_rows`. What a batch points to is gone with the next one, as
// it may be with any run.
class MemoryRun final : public Run {
 public:
  explicit MemoryRun(std::vector<Row> rows, size_t batch_rows = RunBatch::kRows)
      : rows_(std::move(rows)), batch_rows_(batch_rows) {}

  const RunBatch* next() override {
    batch_.clear();
    emails_.clear();
    emails_.shrink_to_fit();
    for (; next_ < rows_.size() && emails_.size() < batch_rows_; next_++) {
      emails_.push_back(rows_[next_].first);
      batch_.counts.push_back(rows_[next_].second);
    }
    batch_.emails.assign(emails_.begin(), emails_.end());
    return emails_.empty() ? nullptr : &batch_;
  }

 private:
  std::vector<Row> rows_;
  size_t batch_rows_;
  size_t next_ = 0;
  std::vector<std::string> emails_;
  RunBatch batch_;
};

// Ranges of rows, each a MemoryRun that can be had once.
class MemoryRanges final : public RunRanges {
 public:
  explicit MemoryRanges(std::vector<std::vector<Row>> ranges, size_t batch_rows = RunBatch::kRows)
      : ranges_(std::move(ranges)), was_asked_for_(ranges_.size()), batch_rows_(batch_rows) {}

  size_t size() const override { return ranges_.size(); }
  std::unique_ptr<Run> range(size_t index) override {
    if (was_asked_for_.at(index)++ != 0) throw std::logic_error("a range is asked for twice");
    return std::make_unique<MemoryRun>(std::move(ranges_[index]), batch_rows_);
  }

 private:
  std::vector<std::vector<Row>> ranges_;
  std::vector<int> was_asked_for_;
  size_t batch_rows_;
};

// `rows` in ranges that begin anywhere, some of them empty.
inline std::vector<std::vector<Row>> in_ranges(const std::vector<Row>& rows, size_t ranges,
                                               TestRandom& random) {
  std::vector<size_t> begins = {0, rows.size()};
  while (begins.size() < ranges + 1) begins.push_back(random(rows.size() + 1));
  std::ranges::sort(begins);
  std::vector<std::vector<Row>> cut;
  for (size_t range = 0; range < ranges; range++) {
    cut.emplace_back(rows.begin() + static_cast<ptrdiff_t>(begins[range]),
                     rows.begin() + static_cast<ptrdiff_t>(begins[range + 1]));
  }
  return cut;
}

// All rows of a run.
inline std::vector<Row> rows_of(Run& run) {
  std::vector<Row> rows;
  while (const RunBatch* batch = run.next()) {
    for (size_t row = 0; row < batch->size(); row++) {
      rows.emplace_back(batch->emails[row], batch->counts[row]);
    }
  }
  return rows;
}

// All rows of all ranges, one after the other.
inline std::vector<Row> rows_of(RunRanges& ranges) {
  std::vector<Row> rows;
  for (size_t range = 0; range < ranges.size(); range++) {
    std::ranges::move(rows_of(*ranges.range(range)), std::back_inserter(rows));
  }
  return rows;
}

}  // namespace crudtally
