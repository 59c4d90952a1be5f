// Files of base/ as Arrow sees them, so that Parquet reads and writes through them.
//
// Arrow's interfaces return a Status; here the Error of the file is thrown instead. It passes
// through Parquet's code as Parquet's own exceptions do, and keeps its words and its exit status.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include "base/atomic_file.h"
#include "base/digest.h"
#include "base/file.h"

namespace crudtally {

// A position in a file; several may share one file.
class ArrowInput final : public arrow::io::RandomAccessFile {
 public:
  explicit ArrowInput(std::shared_ptr<const File> file);

  arrow::Status Close() override;
  bool closed() const override { return closed_; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Seek(int64_t position) override;
  arrow::Result<int64_t> GetSize() override { return size_; }
  arrow::Result<int64_t> Read(int64_t bytes, void* space) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t bytes) override;

 private:
  std::shared_ptr<const File> file_;
  int64_t size_;
  int64_t position_ = 0;
  bool closed_ = false;
};

// Writes into an AtomicFile, which outlives this and stays the caller's to commit.
class ArrowOutput final : public arrow::io::OutputStream {
 public:
  explicit ArrowOutput(AtomicFile& file) : file_(file) {}

  arrow::Status Close() override;
  bool closed() const override { return closed_; }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Write(const void* data, int64_t bytes) override;
  using arrow::io::OutputStream::Write;

  // From now on what is written is kept; `release` hands it out and ends that. It counts for the
  // position and the digest at once, so that a seal can be put before it.
  void hold() { held_.emplace(); }
  std::string release();
  // Writes what Parquet knows nothing of: neither the position nor the digest count it.
  void write_aside(std::string_view bytes) { file_.write(bytes); }

  Digest digest() const { return digest_.digest(); }
  int64_t position() const { return position_; }

 private:
  AtomicFile& file_;
  DigestStream digest_;
  std::optional<std::string> held_;
  int64_t position_ = 0;
  bool closed_ = false;
};

}  // namespace crudtally
