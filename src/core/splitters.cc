#include "core/splitters.h"

#include <algorithm>
#include <utility>

namespace crudtally {
namespace {

constexpr size_t kPairs = size_t{1} << 16;

size_t pair_of(const EmailPrefix& prefix) {
  return static_cast<size_t>(prefix.first >> 48);
}

}  // namespace

Splitters::Splitters(std::vector<std::string> emails) : emails_(std::move(emails)) {
  std::ranges::sort(emails_);
  const auto [begin, end] = std::ranges::unique(emails_);
  emails_.erase(begin, end);
  for (const std::string& email : emails_) prefixes_.push_back(email_prefix(email));
  before_pair_.resize(kPairs + 1);
  size_t before = 0;
  for (size_t pair = 0; pair <= kPairs; pair++) {
    while (before < prefixes_.size() && pair_of(prefixes_[before]) < pair) before++;
    before_pair_[pair] = static_cast<uint16_t>(before);
  }
}

// How many splitters are not after the email. The search has no branch but its loop's: with a
// sample's splitters each is as good as random.
size_t Splitters::range_of(std::string_view email) const {
  if (emails_.empty()) return 0;
  const EmailPrefix prefix = email_prefix(email);
  const size_t pair = pair_of(prefix);
  size_t not_after = before_pair_[pair];
  for (size_t left = before_pair_[pair + 1] - not_after; left != 0;) {
    const size_t half = (left + 1) / 2;
    not_after += prefix < prefixes_[not_after + half - 1] ? 0 : half;
    left -= half;
  }
  // Of the splitters with the same prefix some may be after it all the same.
  while (not_after != 0 && prefixes_[not_after - 1] == prefix && email < emails_[not_after - 1]) {
    not_after--;
  }
  return not_after;
}

Splitters even_splitters(std::vector<std::string_view> sample, size_t ranges) {
  std::ranges::sort(sample);
  std::vector<std::string> emails;
  for (size_t range = 1; range < ranges && !sample.empty(); range++) {
    emails.emplace_back(sample[range * sample.size() / ranges]);
  }
  return Splitters(std::move(emails));
}

}  // namespace crudtally
