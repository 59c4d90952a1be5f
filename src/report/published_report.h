// What a published report was made of, as the summary beside it tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace crudtally {

struct PublishedDay {
  Date date;
  uint64_t tally_digest = 0;  // of its tally's rows; 0 where the day is missing or has no events

  friend bool operator==(const PublishedDay&, const PublishedDay&) = default;
};

struct PublishedReport {
  std::string file;  // its name, without the folder
  int64_t users = 0;
  std::vector<PublishedDay> days;

  friend bool operator==(const PublishedReport&, const PublishedReport&) = default;
};

// Reads the summary TARGET_DATE.json. Nothing where it is no such summary, of a call that has
// published no report, or made it without tallies. What it says is not to be relied on: the digest
// of the rows tells.
std::optional<PublishedReport> parse_published_report(std::string_view json);

}  // namespace crudtally
