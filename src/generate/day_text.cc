#include "generate/day_text.h"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "generate/bad_row.h"
#include "generate/busy_hours.h"
#include "generate/email.h"
#include "generate/random.h"
#include "generate/row_layout.h"
#include "generate/zipf.h"

namespace crudtally {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 20;
// More than any row takes, with the room that writing it needs.
constexpr size_t kLongestRow = 4096;

// As likely as they stand here often.
constexpr std::array<std::string_view, 16> kActionMix = {
    "READ", "READ", "READ",   "READ",   "READ",   "READ",   "READ",   "READ",
    "READ", "READ", "UPDATE", "UPDATE", "UPDATE", "CREATE", "CREATE", "DELETE"};

class DayText {
 public:
  DayText(const GenerateOptions& options, Date date, LogWriter& log,
          const GenerateProgress& progress)
      : options_(options),
        log_(log),
        progress_(progress),
        layout_(options.shuffled_columns, options.crlf),
        date_(format_date(date)),
        day_before_(format_date(date - std::chrono::days(1))),
        day_after_(format_date(date + std::chrono::days(1))),
        // What happens, and what befalls the rows that say so, have a generator each: so rejects,
        // quotes and misfiled rows leave the events as they are.
        event_random_(day_seed(options.seed, date)),
        noise_random_(~day_seed(options.seed, date)),
        // A reject comes before an event again and again with this probability: r / (1 - r) rejects
        // an event on the average, a share of r of all rows.
        reject_(options.reject_ratio),
        quote_(options.quote_ratio),
        misfiled_(options.misfiled_ratio),
        email_length_(static_cast<size_t>(options.email_length)),
        email_space_(email_room(email_length_)),
        piece_(kPieceBytes + kLongestRow) {
    if (options.distribution == GenerateOptions::Distribution::zipf) {
      ranks_.emplace(static_cast<uint64_t>(options.users));
    }
  }

  LogContents write() {
    if (options_.header || options_.shuffled_columns) {
      const std::string_view header = layout_.header();
      end_ = layout_.write_line_end(std::copy(header.begin(), header.end(), end_));
    }
    for (int second = 0; second < kSecondsOfDay; second++) {
      const int64_t events = events_before(second + 1, options_.events);
      if (contents_.events == events) continue;
      time_ = fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
      timestamp_ = date_ + ' ' + time_;
      while (contents_.events < events) write_event();
    }
    flush();
    return contents_;
  }

 private:
  static uint64_t day_seed(uint64_t seed, Date date) {
    return mix(mix(seed) + static_cast<uint64_t>(date.time_since_epoch().count()));
  }

  void write_event() {
    while (reject_.happens(noise_random_)) write_reject();
    const uint64_t user = pick_user(event_random_);
    const std::string_view action = pick_action(event_random_);
    if (misfiled_.happens(noise_random_)) {
      const std::string& date = noise_random_.below(4) == 0 ? day_after_ : day_before_;
      write_good_row(user, action, date + ' ' + time_);
      contents_.misfiled++;
    } else {
      write_good_row(user, action, timestamp_);
    }
    contents_.events++;
  }

  uint64_t pick_user(Random& random) const {
    return ranks_ ? ranks_->pick(random) - 1 : random.below(static_cast<uint64_t>(options_.users));
  }

  static std::string_view pick_action(Random& random) { return kActionMix[random.next() >> 60]; }

  void write_good_row(uint64_t user, std::string_view action, std::string_view timestamp) {
    char* const email = email_space_.data();
    const RowFields fields{{email, write_email(user, email_length_, email)}, action, timestamp};
    if (quote_.happens(noise_random_)) {
      write_quoted_row(fields);
    } else {
      end_ = layout_.write_row(fields, row_number(), end_);
      end_row();
    }
  }

  void write_quoted_row(const RowFields& fields) {
    std::string email = fmt::format(R"("{}")", fields.email);
    std::string action(fields.action);
    std::string timestamp(fields.timestamp);
    switch (noise_random_.below(4)) {
      case 0: {
        // The address "anna, jr"@mail.test: legal, and as hard to read as a field can be.
        const size_t at = fields.email.find('@');
        email =
            fmt::format(R"("""{}, jr""{}")", fields.email.substr(0, at), fields.email.substr(at));
        break;
      }
      case 1:
        action = fmt::format(R"("{}")", action);
        timestamp = fmt::format(R"("{}")", timestamp);
        break;
      default:
        break;
    }
    end_ = layout_.write_row({email, action, timestamp}, row_number(), end_);
    end_row();
  }

  void write_reject() {
    RowDraft draft{email_of(pick_user(noise_random_)), std::string(pick_action(noise_random_)),
                   timestamp_, false, 0};
    const Reason reason = spoil_row(noise_random_, draft);
    contents_.rejects[static_cast<size_t>(reason)]++;
    end_ = layout_.write_row({draft.email, draft.action, draft.timestamp}, row_number(), end_);
    if (draft.lacks_a_field) {
      // The last column of either layout has no comma inside.
      while (*--end_ != ',') {
      }
    }
    for (int field = 0; field < draft.surplus_fields; field++) {
      *end_++ = ',';
      *end_++ = 'x';
    }
    end_row();
  }

  uint64_t row_number() const { return static_cast<uint64_t>(contents_.rows); }

  void end_row() {
    end_ = layout_.write_line_end(end_);
    contents_.rows++;
    if (end_ >= piece_.data() + kPieceBytes) flush();
  }

  void flush() {
    throw_if_stopped();
    const std::string_view text(piece_.data(), static_cast<size_t>(end_ - piece_.data()));
    log_.write(text);
    end_ = piece_.data();
    contents_.text_bytes += text.size();
    if (progress_) progress_(contents_.events - reported_events_);
    reported_events_ = contents_.events;
  }

  const GenerateOptions& options_;
  LogWriter& log_;
  const GenerateProgress& progress_;
  const RowLayout layout_;
  const std::string date_;
  const std::string day_before_;
  const std::string day_after_;
  Random event_random_;
  Random noise_random_;
  const Chance reject_;
  const Chance quote_;
  const Chance misfiled_;
  std::optional<ZipfRanks> ranks_;
  std::string time_;
  std::string timestamp_;
  const size_t email_length_;
  std::vector<char> email_space_;
  std::vector<char> piece_;
  char* end_ = piece_.data();
  int64_t reported_events_ = 0;
  LogContents contents_;
};

}  // namespace

LogContents write_day_text(const GenerateOptions& options, Date date, LogWriter& log,
                           const GenerateProgress& progress) {
  return DayText(options, date, log, progress).write();
}

}  // namespace crudtally
