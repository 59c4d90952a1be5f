#include "spill/spilled_run.h"

#include <algorithm>
#include <iterator>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/parallel.h"

namespace crudtally {
namespace {

using Block = SpilledRun::Block;

constexpr size_t kLongestNumber = 10;  // bytes of 64 bits in base 128
constexpr uint64_t kBase = 128;

char* write_number(char* out, uint64_t number) {
  for (; number >= kBase; number /= kBase) *out++ = static_cast<char>(number % kBase + kBase);
  *out++ = static_cast<char>(number);
  return out;
}

// Reads a number that write_number has written, as the digest tells.
uint64_t read_number(const char*& in) {
  uint64_t number = 0;
  unsigned shift = 0;
  for (;; shift += 7) {
    const auto digit = static_cast<unsigned char>(*in++);
    number |= (digit % kBase) << shift;
    if (digit < kBase) return number;
  }
}

// The rows of a range as blocks, with offsets from the range's own first byte.
class BlockWriter {
 public:
  void clear() {
    used_ = 0;
    blocks_.clear();
  }
  // Whether there is as much of it as should be in memory.
  bool is_large() const { return used_ >= kMostBytes; }

  void append(const RunBatch& batch) {
    for (size_t row = 0; row < batch.size(); row++) append(batch.emails[row], batch.counts[row]);
  }

  // Ends the last block, and with it what can be taken.
  void end() {
    if (!blocks_.empty()) end_block();
  }
  std::string_view bytes() const { return std::string_view(bytes_).substr(0, used_); }
  std::vector<Block>& blocks() { return blocks_; }

 private:
  static constexpr size_t kMostBytes = size_t{4} << 20;

  void append(std::string_view email, const Counts& counts) {
    if (blocks_.empty() || blocks_.back().rows == SpilledRun::kBlockRows ||
        used_ - blocks_.back().offset >= SpilledRun::kBlockBytes) {
      end();
      blocks_.push_back({.first_email = std::string(email), .offset = used_});
    }
    const size_t longest = (1 + kActions) * kLongestNumber + email.size();
    if (longest > bytes_.size() - used_) bytes_.resize(2 * bytes_.size() + longest);
    char* out = write_number(bytes_.data() + used_, email.size());
    out = std::copy(email.begin(), email.end(), out);
    for (const int64_t count : counts) out = write_number(out, static_cast<uint64_t>(count));
    used_ = static_cast<size_t>(out - bytes_.data());
    blocks_.back().rows++;
  }

  void end_block() {
    Block& block = blocks_.back();
    block.bytes = static_cast<uint32_t>(used_ - block.offset);
    block.digest = XXH3_64bits(bytes_.data() + block.offset, block.bytes);
  }

  std::string bytes_;  // its memory is kept for the next range
  size_t used_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace

SpilledRun::SpilledRun(const SpillFile& file, std::vector<Block> blocks)
    : file_(file), blocks_(std::move(blocks)) {
  for (const Block& block : blocks_) rows_ += block.rows;
}

std::vector<std::string> SpilledRun::range_begins() const {
  std::vector<std::string> begins;
  begins.reserve(blocks_.size());
  for (const Block& block : blocks_) begins.push_back(block.first_email);
  return begins;
}

class SpilledRun::Range final : public Run {
 public:
  Range(const SpilledRun& run, std::string_view begin, std::string_view end)
      : run_(run), begin_(begin), end_(end) {
    const auto after = std::ranges::upper_bound(run.blocks_, begin, {}, &Block::first_email);
    next_block_ =
        after == run.blocks_.begin() ? 0 : static_cast<size_t>(after - run.blocks_.begin()) - 1;
  }

  const RunBatch* next() override {
    while (next_block_ < run_.blocks_.size()) {
      const Block& block = run_.blocks_[next_block_++];
      if (!end_.empty() && block.first_email >= end_) break;
      read(block);
      clip();
      if (batch_.size() != 0) return &batch_;
    }
    return nullptr;
  }

 private:
  void read(const Block& block) {
    bytes_.resize(block.bytes);
    run_.file_.read(block.offset, bytes_);
    if (XXH3_64bits(bytes_.data(), bytes_.size()) != block.digest) {
      throw Error("what was spilled to " + run_.file_.folder() +
                  " is not what is read back: is the disk in order?");
    }
    batch_.clear();
    const char* in = bytes_.data();
    for (uint32_t row = 0; row < block.rows; row++) {
      const uint64_t email_bytes = read_number(in);
      batch_.emails.emplace_back(in, email_bytes);
      in += email_bytes;
      Counts& counts = batch_.counts.emplace_back();
      for (int64_t& count : counts) count = static_cast<int64_t>(read_number(in));
    }
  }

  // Takes off the rows of the first and the last block that are not asked for.
  void clip() {
    std::vector<std::string_view>& emails = batch_.emails;
    const auto end =
        end_.empty() ? emails.end() : std::ranges::lower_bound(emails, std::string_view(end_));
    batch_.counts.resize(static_cast<size_t>(end - emails.begin()));
    emails.erase(end, emails.end());
    const auto begin = std::ranges::lower_bound(emails, std::string_view(begin_));
    batch_.counts.erase(batch_.counts.begin(), batch_.counts.begin() + (begin - emails.begin()));
    emails.erase(emails.begin(), begin);
  }

  const SpilledRun& run_;
  std::string begin_;
  std::string end_;
  size_t next_block_;
  std::vector<char> bytes_;
  RunBatch batch_;
};

std::unique_ptr<Run> SpilledRun::range(std::string_view begin, std::string_view end) {
  return std::make_unique<Range>(*this, begin, end);
}

std::unique_ptr<SpilledRun> spill_run(SpillFile& file, RunRanges& rows, size_t threads) {
  std::vector<std::unique_ptr<BlockWriter>> writers(threads);
  std::vector<Block> blocks;
  parallel_in_order(
      threads, rows.size(),
      [&](size_t worker, size_t range, const auto& hand_over) {
        if (!writers[worker]) writers[worker] = std::make_unique<BlockWriter>();
        BlockWriter& writer = *writers[worker];
        const std::unique_ptr<Run> run = rows.range(range);
        while (const RunBatch* batch = run->next()) {
          throw_if_stopped();
          writer.append(*batch);
          if (writer.is_large()) hand_over();
        }
      },
      [&](size_t worker, size_t) {
        BlockWriter& writer = *writers[worker];
        writer.end();
        if (writer.bytes().empty()) return;
        const uint64_t offset = file.append(writer.bytes());
        for (Block& block : writer.blocks()) {
          block.offset += offset;
          blocks.push_back(std::move(block));
        }
        writer.clear();
      });
  return std::make_unique<SpilledRun>(file, std::move(blocks));
}

}  // namespace crudtally
