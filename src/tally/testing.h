// What the tests of this room, and of those that read tallies, share: rows, a tally's metadata,
// files as bytes.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/atomic_file.h"
#include "base/date.h"
#include "base/digest.h"
#include "core/testing.h"
#include "tally/metadata.h"
#include "tally/rows_writer.h"
#include "tally/run_totals.h"

namespace crudtally {

inline RunBatch batch_of(const std::vector<Row>& rows) {
  RunBatch batch;
  for (const auto& [email, counts] : rows) {
    batch.emails.push_back(email);
    batch.counts.push_back(counts);
  }
  return batch;
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

// The same with what write_tally fills in.
inline TallyMetadata filled_metadata(const std::vector<Row>& rows) {
  TallyMetadata metadata = metadata_of(rows);
  RunTotals totals;
  totals.add(batch_of(rows));
  metadata.users = totals.users();
  metadata.sums = totals.sums();
  metadata.rows_digest = totals.rows_digest();
  return metadata;
}

// All of `rows`, in batches of `batch_rows`.
inline EncodedRows encode(RowsEncoder& encoder, const std::vector<Row>& rows,
                          size_t batch_rows = RunBatch::kRows) {
  MemoryRun run(rows, batch_rows);
  while (const RunBatch* batch = run.next()) encoder.append(*batch);
  return encoder.finish();
}

using KeyValues = std::vector<std::pair<std::string, std::string>>;

// Writes ranges of rows as the Parquet file `path`; the digest that the writer tells.
inline Digest write_rows(const std::string& path, const std::vector<std::vector<Row>>& ranges,
                         size_t batch_rows = RunBatch::kRows, const KeyValues& key_values = {},
                         RowsWriter::Seal seal = RowsWriter::Seal::none) {
  AtomicFile file(path);
  RowsWriter writer(file);
  RowsEncoder encoder(path);
  for (const std::vector<Row>& rows : ranges) writer.append(encode(encoder, rows, batch_rows));
  writer.finish(key_values, seal);
  file.commit();
  return writer.digest();
}

// Writes a file whose seal is right, whatever else it holds: what is sealed need not be sound.
inline void write_sealed(const std::string& path, const std::vector<Row>& rows,
                         const KeyValues& key_values) {
  write_rows(path, {rows}, RunBatch::kRows, key_values, RowsWriter::Seal::sealed);
}
inline void write_sealed(const std::string& path, const std::vector<Row>& rows,
                         const std::string& json) {
  write_sealed(path, rows,
               KeyValues{{"crudtally", json}, {"crudtally.digest", to_hex(digest_of(json))}});
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
