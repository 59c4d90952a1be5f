// What the benchmarks of the core, and of the rooms that use it, share: emails, logs and runs in
// memory, and how a benchmark tells what it has done. All of it is the same in every run.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "core/counts.h"
#include "core/event_batch.h"
#include "core/lines.h"
#include "core/run.h"
#include "core/testing.h"

namespace crudtally {

// Says that each iteration has gone through so many rows or events, and so many bytes of them.
inline void report_rates(benchmark::State& state, size_t items, size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(items));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(bytes));
}

// What does less than it should would look fast, so it ends the run.
inline void require(bool holds, const char* otherwise) {
  if (!holds) throw std::logic_error(otherwise);
}

// The email of a user: 24 bytes or so. Many begin alike, as real ones do, and those of users that
// follow on each other do not.
inline std::string email_of_user(size_t user) {
  constexpr std::array<std::string_view, 16> kFirstNames = {
      "anna", "ben",  "carla", "david", "emma",  "felix", "grace", "henry",
      "ida",  "jack", "laura", "maria", "nadia", "oscar", "paula", "robert"};
  constexpr std::array<std::string_view, 16> kLastNames = {
      "adams", "berg",  "cohen", "diaz",  "evans", "fischer", "garcia", "hill",
      "jones", "kumar", "lee",   "meyer", "novak", "patel",   "silva",  "wong"};
  constexpr std::array<std::string_view, 4> kDomains = {"example.com", "example.org", "mail.test",
                                                        "post.test"};
  return fmt::format("{}.{}{}@{}", kFirstNames[user % 16], kLastNames[user / 16 % 16], user / 256,
                     kDomains[user % 7 % 4]);
}

inline std::vector<size_t> first_users(size_t count) {
  std::vector<size_t> users(count);
  std::iota(users.begin(), users.end(), 0);
  return users;
}

// Any of the first `users`, one for each of `events`.
inline std::vector<size_t> draw_users(size_t events, size_t users) {
  TestRandom random;
  std::vector<size_t> drawn(events);
  for (size_t& user : drawn) user = random(users);
  return drawn;
}

// Those of `users` who do something on a day: 63 in 100, as where 5 million of them are drawn from
// for 5 million events.
inline std::vector<size_t> users_of_a_day(size_t users, TestRandom& random) {
  std::vector<size_t> chosen;
  for (size_t user = 0; user < users; user++) {
    if (random(100) < 63) chosen.push_back(user);
  }
  return chosen;
}

// The emails of users, one after the other in memory, as a log's and a tally's are.
class Emails {
 public:
  explicit Emails(const std::vector<size_t>& users) {
    ends_.reserve(users.size());
    for (const size_t user : users) {
      bytes_ += email_of_user(user);
      ends_.push_back(bytes_.size());
    }
    total_bytes_ = bytes_.size();
    bytes_.append(kReadableBytes, '\n');
  }

  size_t size() const { return ends_.size(); }
  size_t bytes() const { return total_bytes_; }
  std::string_view operator[](size_t at) const {
    const size_t begin = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(bytes_).substr(begin, ends_[at] - begin);
  }

 private:
  std::string bytes_;
  std::vector<size_t> ends_;
  size_t total_bytes_;
};

// An event for each of the emails, which must outlive them.
inline std::vector<UserEvent> events_of(const Emails& emails) {
  TestRandom random;
  std::vector<UserEvent> events;
  events.reserve(emails.size());
  for (size_t at = 0; at < emails.size(); at++) {
    const std::string_view email = emails[at];
    events.push_back({email.data(), 0, static_cast<uint16_t>(email.size()),
                      static_cast<Action>(random(kActions))});
  }
  return events;
}

// A log of 2024-09-16, whose rows have these forms: each row one of them, at random. In a form
// {email}, {action} and {time} stand for an event's own.
class LogText {
 public:
  static constexpr size_t kUsers = 100'000;

  LogText(size_t bytes, const std::vector<std::string_view>& forms)
      : readable_(make_text(bytes, forms)), ends_(line_ends(readable_.text())) {}

  std::string_view text() const { return readable_.text(); }
  size_t rows() const { return ends_.size(); }
  Lines lines() const { return {text().data(), text().data(), ends_}; }

 private:
  static std::string make_text(size_t bytes, const std::vector<std::string_view>& forms) {
    constexpr std::array<std::string_view, kActions> kActionWords = {"CREATE", "READ", "UPDATE",
                                                                     "DELETE"};
    TestRandom random;
    std::string text;
    while (text.size() < bytes) {
      const std::string_view form = forms[random(forms.size())];
      text += fmt::format(
          fmt::runtime(form), fmt::arg("email", email_of_user(random(kUsers))),
          fmt::arg("action", kActionWords[random(kActions)]),
          fmt::arg("time", fmt::format("{:02}:{:02}:{:02}", random(24), random(60), random(60))));
    }
    return text;
  }

  ReadableText readable_;
  std::vector<uint32_t> ends_;
};

// Rows of users, sorted, with one to three events each: a run that can be had again and again, and
// costs nothing to be read.
class RowsInMemory {
 public:
  explicit RowsInMemory(const std::vector<size_t>& users) : emails_(sorted(users)) {
    TestRandom random;
    for (size_t row = 0; row < emails_.size(); row++) {
      if (row % RunBatch::kRows == 0) batches_.emplace_back();
      batches_.back().emails.push_back(emails_[row]);
      Counts& counts = batches_.back().counts.emplace_back();
      for (unsigned events = 1 + random(3); events != 0; events--) counts[random(kActions)]++;
    }
  }
  RowsInMemory(const RowsInMemory&) = delete;
  RowsInMemory& operator=(const RowsInMemory&) = delete;

  size_t rows() const { return emails_.size(); }
  size_t email_bytes() const { return emails_.bytes(); }
  // With four counts of 64 bits a row.
  size_t bytes() const { return email_bytes() + rows() * sizeof(Counts); }
  const std::vector<RunBatch>& batches() const { return batches_; }

  // Must not outlive this.
  std::unique_ptr<Run> run() const { return std::make_unique<Reading>(batches_); }

 private:
  class Reading final : public Run {
   public:
    explicit Reading(const std::vector<RunBatch>& batches) : batches_(batches) {}
    const RunBatch* next() override {
      return next_ == batches_.size() ? nullptr : &batches_[next_++];
    }

   private:
    const std::vector<RunBatch>& batches_;
    size_t next_ = 0;
  };

  static Emails sorted(std::vector<size_t> users) {
    const Emails emails(users);
    std::vector<size_t> order = first_users(users.size());
    std::ranges::sort(order, {}, [&](size_t at) { return emails[at]; });
    std::ranges::transform(order, order.begin(), [&](size_t at) { return users[at]; });
    return Emails(order);
  }

  Emails emails_;
  std::vector<RunBatch> batches_;
};

// Reads a run to its end; how many rows it has.
inline size_t drain(Run& run) {
  size_t rows = 0;
  while (const RunBatch* batch = run.next()) rows += batch->size();
  return rows;
}

}  // namespace crudtally
