// What the tests of this room share: runs out of memory, a tally's metadata, files as bytes.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/date.h"
#include "core/run.h"
#include "tally/metadata.h"

namespace crudtally {

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

inline RunBatch batch_of(const std::vector<Row>& rows) {
  RunBatch batch;
  for (const auto& [email, counts] : rows) {
    batch.emails.push_back(email);
    batch.counts.push_back(counts);
  }
  return batch;
}

inline std::vector<Row> rows_of(Run& run) {
  std::vector<Row> rows;
  while (const RunBatch* batch = run.next()) {
    for (size_t row = 0; row < batch->size(); row++) {
      rows.emplace_back(batch->emails[row], batch->counts[row]);
    }
  }
  return rows;
}

// Rows with emails of `email_bytes` bytes (at least 9), ascending, and counts that differ.
inline std::vector<Row> many_rows(size_t count, size_t email_bytes) {
  std::vector<Row> rows;
  for (size_t row = 0; row < count; row++) {
    std::string email = fmt::format("{:08}@", row);
    email.resize(email_bytes, 'x');
    const auto number = static_cast<int64_t>(row);
    rows.emplace_back(std::move(email), Counts{1 + number % 3, number % 5, number % 1000, number});
  }
  return rows;
}

inline Counts sums_of(const std::vector<Row>& rows) {
  Counts sums = {};
  for (const Row& row : rows) {
    for (size_t action = 0; action < kActions; action++) sums[action] += row.second[action];
  }
  return sums;
}

// Metadata of a day whose events are those of `rows`, all at five o'clock.
inline TallyMetadata metadata_of(const std::vector<Row>& rows) {
  TallyMetadata metadata;
  metadata.date = parse_date("2024-09-16").value();
  metadata.hours[5] = sums_of(rows);
  for (const int64_t sum : metadata.hours[5]) metadata.events += sum;
  metadata.rows = metadata.events;
  return metadata;
}

inline std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Into a new file: ext4 sends an old one that is cut and written again to the disk at once, which
// takes milliseconds.
inline void write_bytes(const std::string& path, std::string_view bytes) {
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
}

inline std::string flip_bit(std::string bytes, size_t bit) {
  bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
  return bytes;
}

}  // namespace crudtally
