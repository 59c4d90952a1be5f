// The users of tables in the order of their emails, kept from one day to the next.
//
// Most users of a day are in the next one as well. So the tables keep them, and only those who are
// new are sorted and merged into the order: at 3.2 million users a day of 5 million, a week takes
// one sort of 5 million users instead of seven of 3.2. The order keeps what each user's days add up
// to, so that the report need not read back the tallies that were just written.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/count_table.h"
#include "core/run_ranges.h"
#include "core/splitters.h"

namespace crudtally {

class SortedUsers {
 public:
  enum class Keep { order, nothing };

  // No email may be in two of the tables, which outlive this. With Keep::nothing there is one day.
  SortedUsers(std::vector<CountTable*> tables, Keep keep);

  // Says that nothing of this day is to be kept, which is followed by `clear`: for users that are
  // about to leave memory.
  void keep_nothing() { keeps_today_ = Keep::nothing; }

  // A day, once all its events are in the tables. First the users are divided into ranges: this
  // call, then `divide` for each table, on any threads.
  void begin_day();
  size_t tables() const { return tables_.size(); }
  void divide(size_t table);

  // Then each range is asked for once, on any threads, and used up: it sorts, in the cache, and
  // gives those who have events this day, whose counts it takes.
  size_t ranges() const { return splitters_.ranges(); }
  std::unique_ptr<Run> day_range(size_t index);

  // At last this call.
  void end_day();

  // What all days add up to. Must not outlive this or the next day's begin.
  std::unique_ptr<EmailRanges> window() const;

  // Forgets everything; the tables have been cleared.
  void clear();

  size_t bytes() const;  // of memory, without the tables

 private:
  // So many users a range, where there are enough of them: few enough to be sorted in the cache,
  // and so many that what a range costs by itself does not count.
  static constexpr size_t kUsersARange = size_t{1} << 15;

  // 16 bytes, since all of them are read and written every day: sums of twice the width take a
  // tenth more memory, and no less time.
  struct Known {
    CountTable::User user;
    uint16_t table;
    bool has_overflowed = false;
    std::array<uint16_t, kActions> sums = {};  // of its days
  };
  static_assert(sizeof(Known) == 16);

  // In cache lines of its own: threads add to neighbouring ones at once, and where two had a line
  // in common a user took up to half as long again.
  struct alignas(64) Range {
    std::vector<Known> users;  // sorted
    // For table << 32 | user: what the sums of those that have overflowed have lost.
    std::unordered_map<uint64_t, Counts> overflows;
  };

  // The users of one table that are new this day, by range.
  struct Divided {
    CountTable::Mark mark;         // those behind it have not been divided yet
    std::vector<uint32_t> begins;  // of each range in `users`, and the end of the last
    std::vector<CountTable::User> users;
  };

  class DayRun;
  class WindowRun;
  class Window;

  size_t users_in_tables() const;
  void choose_splitters(size_t users);
  std::string_view email(const Known& known) const {
    return tables_[known.table]->email(known.user);
  }
  static void add(Range& range, Known& known, const Counts& counts);
  static Counts sums(const Range& range, const Known& known);
  // The first user of the range that is not before the email.
  size_t lower_bound(const Range& range, std::string_view email) const;

  std::vector<CountTable*> tables_;
  Keep keep_;
  Keep keeps_today_;
  Splitters splitters_;
  size_t users_when_split_ = 0;
  std::vector<Divided> divided_;  // by table
  std::vector<Range> ranges_;
};

}  // namespace crudtally
