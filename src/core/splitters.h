// Emails that divide all emails into ranges, so that sorted runs can be made, merged and written in
// parts: range 0 is before the first splitter, range n begins with splitter n - 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/email_prefix.h"

namespace crudtally {

class Splitters {
 public:
  Splitters() = default;
  // `emails` in any order; equal ones count once.
  // At most 65,534 of them.
  explicit Splitters(std::vector<std::string> emails);

  size_t ranges() const { return emails_.size() + 1; }
  // The range that the email belongs to.
  size_t range_of(std::string_view email) const;
  // Where range `index` begins, `index` at least 1; it ends where the next one begins.
  const std::string& begin_of(size_t index) const { return emails_[index - 1]; }

 private:
  std::vector<std::string> emails_;  // ascending
  std::vector<EmailPrefix> prefixes_;
  // For each pair of first bytes, how many splitters are before all emails that begin with it, and
  // at the end all of them: most emails are left with one or two splitters to be compared with.
  std::vector<uint16_t> before_pair_;
};

// Splitters for `ranges` ranges that have about as many of `sample` each. May give fewer.
Splitters even_splitters(std::vector<std::string_view> sample, size_t ranges);

}  // namespace crudtally
