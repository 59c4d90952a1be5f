#include "tally/books.h"

#include <algorithm>
#include <optional>
#include <span>

namespace crudtally {
namespace {

bool is_negative(int64_t number) {
  return number < 0;
}

bool any_negative(std::span<const int64_t> numbers) {
  return std::any_of(numbers.begin(), numbers.end(), is_negative);
}

bool has_negative(const TallyMetadata& metadata) {
  const int64_t numbers[] = {metadata.rows, metadata.events, metadata.misfiled, metadata.users};
  return any_negative(numbers) || any_negative(metadata.rejects) || any_negative(metadata.sums) ||
         std::any_of(metadata.hours.begin(), metadata.hours.end(), any_negative) ||
         std::any_of(metadata.sources.begin(), metadata.sources.end(),
                     [](const SourceFile& source) { return is_negative(source.rows); });
}

// The sum of numbers that are not negative, or nothing where it would pass 2^63 - 1.
std::optional<int64_t> sum_of(std::span<const int64_t> numbers) {
  int64_t sum = 0;
  for (const int64_t number : numbers) {
    if (__builtin_add_overflow(sum, number, &sum)) return std::nullopt;
  }
  return sum;
}

std::optional<Counts> sum_of(const HourCounts& hours) {
  Counts sum = {};
  for (const Counts& hour : hours) {
    if (!add_counts(sum, hour)) return std::nullopt;
  }
  return sum;
}

}  // namespace

std::string_view find_imbalance(const TallyMetadata& metadata) {
  if (has_negative(metadata)) return "a number is negative";
  const std::optional<int64_t> rejects = sum_of(metadata.rejects);
  if (!rejects || *rejects > metadata.rows || metadata.events != metadata.rows - *rejects) {
    return "events and rejects do not add up to rows";
  }
  if (sum_of(metadata.sums) != metadata.events) return "the counts do not add up to events";
  if (sum_of(metadata.hours) != metadata.sums) return "the hours do not add up to the counts";
  if (metadata.users > metadata.events || (metadata.users == 0 && metadata.events > 0)) {
    return "there cannot be so many users";
  }
  if (metadata.misfiled > metadata.events) return "there are more misfiled events than events";
  return {};
}

}  // namespace crudtally
