// The rows of a CSV report, read back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "core/run_ranges.h"

namespace crudtally {

// What is read is checked as far as it tells (order, signs, the form of a line): a report that is
// not one, or no longer one, throws UnsoundTally. That all rows are there and the right ones is for
// the caller to verify, by the digest of what they add up to.
class ReportRows final : public EmailRanges {
 public:
  // Opens the report `path`, of about so many users. Throws UnsoundTally where it does not begin
  // and end as a report does, and Error where it cannot be read.
  ReportRows(const std::string& path, size_t users);

  std::unique_ptr<Run> range(std::string_view begin, std::string_view end) override;
  size_t rows() const override { return users_; }
  std::vector<std::string> range_begins() const override;

 private:
  class Range;

  uint64_t next_line(uint64_t offset) const;
  std::string email_at(uint64_t line) const;
  uint64_t first_line_from(std::string_view email) const;

  std::shared_ptr<const File> file_;  // that a copy reads as well
  uint64_t size_;
  size_t users_;
};

}  // namespace crudtally
