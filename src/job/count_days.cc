#include "job/count_days.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/parallel.h"
#include "base/process.h"
#include "job/count_split.h"
#include "job/hash_log.h"
#include "job/log_head.h"
#include "job/window_ranges.h"
#include "logs/content_hash.h"

namespace crudtally {
namespace {

// Of users and their sums kept from day to day. The tallies of days that are forgotten are read
// back. All threads of a call together.
constexpr size_t kMostKeptBytes = size_t{1} << 30;

// A file on its way from its splits to its day.
struct FileCount {
  size_t day;
  const LogFile* file;
  LogHead head;
  int64_t read_at_ns = 0;
  std::vector<Split> splits;
  std::vector<CountedSplit> counted;
};

struct SplitToCount {
  FileCount* file;
  size_t number;
  std::unique_ptr<SplitOnItsWay> on_its_way = nullptr;
  bool is_counted = false;
};

std::vector<FileCount> files_of(const std::vector<DayLog>& days) {
  std::vector<FileCount> files;
  for (size_t day = 0; day < days.size(); day++) {
    for (const LogFile& file : days[day].files) {
      files.push_back({.day = day, .file = &file, .head = {}, .splits = {}, .counted = {}});
    }
  }
  return files;
}

void add_hours(HourCounts& sum, const HourCounts& hours) {
  for (size_t hour = 0; hour < hours.size(); hour++) {
    for (size_t action = 0; action < kActions; action++) sum[hour][action] += hours[hour][action];
  }
}

// Adds what the splits of `file` found, with the lines counted from the file's first.
void add_file(CountedDay& day, FileCount& file, const Digest& content) {
  TallyMetadata& metadata = day.metadata;
  FileRejects rejects = {file.file->name, {}};
  uint64_t lines_before = 0;
  uint64_t rows = 0;
  for (CountedSplit& split : file.counted) {
    ParsedRows& parsed = split.counts.parsed;
    for (Reject& reject : parsed.rejects) {
      reject.line += lines_before;
      if (metadata.reject_examples.size() < kRejectExamples) {
        metadata.reject_examples.push_back({file.file->name, reject.line, reject.reason});
      }
      rejects.rejects.push_back(std::move(reject));
    }
    for (const MisfiledEvent& event : parsed.misfiled_examples) {
      if (metadata.misfiled_examples.size() == kMisfiledExamples) break;
      metadata.misfiled_examples.push_back(
          {file.file->name, lines_before + event.line, format_date(event.date)});
    }
    for (size_t reason = 0; reason < kReasons; reason++) {
      metadata.rejects[reason] += parsed.reject_counts[reason];
    }
    metadata.events += static_cast<int64_t>(parsed.events);
    metadata.misfiled += static_cast<int64_t>(parsed.misfiled);
    add_hours(metadata.hours, parsed.hours);
    day.bytes_read += split.bytes_read;
    rows += split.counts.rows;
    lines_before += parsed.lines;
  }
  metadata.rows += static_cast<int64_t>(rows);
  metadata.sources.push_back(
      {file.file->stem, file.file->stat, file.read_at_ns, content, static_cast<int64_t>(rows)});
  if (!rejects.rejects.empty()) day.rejects.push_back(std::move(rejects));
}

// Whether the files can be told apart by their sizes alone, so that no two have the same content.
bool have_different_sizes(const std::vector<FileCount>& files) {
  std::set<uint64_t> sizes;
  for (const FileCount& file : files) {
    // How much a compressed file holds is not known, and may be what another one has.
    if (file.file->compression != Compression::none && files.size() > 1) return false;
    sizes.insert(file.file->stat.size);
  }
  return sizes.size() == files.size();
}

Digest content_of(const FileCount& file, Content content, const JobOptions& options, size_t threads,
                  Progress& progress) {
  // It is only compared with those of this call's other files, and tells them apart as well.
  if (content == Content::not_hashed) return {0, file.file->stat.size};
  // Splits of another size than the blocks' are for tests alone: their digests say nothing.
  if (options.split_bytes != kHashBlockBytes) {
    return hash_log(*file.file, threads, progress).content;
  }
  std::vector<Digest> blocks;
  for (const CountedSplit& split : file.counted) {
    blocks.insert(blocks.end(), split.blocks.begin(), split.blocks.end());
  }
  return content_hash(blocks);
}

}  // namespace

Workers::Workers(const JobOptions& options, size_t threads)
    : options_(options),
      most_bytes_(options.table_bytes / options.threads * threads),
      table_(threads, options.use_cache ? SortedUsers::Keep::order : SortedUsers::Keep::nothing,
             *options.kernel, most_bytes_),
      spill_file_(spill_folder_of(options)) {
  for (size_t thread = 0; thread < threads; thread++) {
    workers_.push_back(std::make_unique<Worker>(table_));
  }
}

void Workers::forget() {
  kept_.clear();
  table_.clear();
  spilled_.clear();
  spill_file_.clear();
  for (const std::unique_ptr<Worker>& worker : workers_) worker->counter.clear();
}

void Workers::release() {
  if (kept_.empty()) table_.release();
}

// Moves all that is in the tables to the disk, and with it whatever was kept.
void Workers::spill() {
  for (const std::unique_ptr<Worker>& worker : workers_) worker->counter.finish();
  const std::unique_ptr<RunRanges> users = table_.last_day();
  spilled_.push_back(spill_run(spill_file_, *users, threads()));
  table_.clear();
  kept_.clear();
}

std::unique_ptr<RunRanges> Workers::sorted() {
  if (spilled_.empty()) return table_.day();
  spill();
  std::vector<std::unique_ptr<EmailRanges>> runs(std::make_move_iterator(spilled_.begin()),
                                                 std::make_move_iterator(spilled_.end()));
  spilled_.clear();
  return std::make_unique<WindowRanges>(std::move(runs),
                                        std::vector<std::unique_ptr<EmailRanges>>(), threads());
}

void Workers::keep_day(Date date) {
  if (spill_file_.bytes() != 0) {
    forget();
    return;
  }
  table_.end_day();
  kept_.insert(date);
  const size_t most_kept = std::min(kMostKeptBytes / options_.threads * threads(), most_bytes_ / 2);
  if (table_.bytes() > most_kept) forget();
}

std::vector<CountedDay> Workers::count(const std::vector<DayLog>& days, Progress& progress) {
  try {
    return count_all(days, progress);
  } catch (...) {
    // Some of the day is in the tables.
    forget();
    throw;
  }
}

std::vector<CountedDay> Workers::count_all(const std::vector<DayLog>& days, Progress& progress) {
  std::vector<FileCount> files = files_of(days);
  parallel_for(workers_.size(), files.size(), [&](size_t, size_t index) {
    FileCount& file = files[index];
    file.read_at_ns = now_ns();
    file.head = read_head(*file.file);
  });

  // Without a tally to be checked against later, a content is only asked for where it might be that
  // of another file.
  const Content content =
      !options_.use_cache && have_different_sizes(files) ? Content::not_hashed : Content::hashed;
  const KeptRejects kept_rejects = options_.use_cache || !options_.rejects_folder.empty()
                                       ? KeptRejects::all
                                       : KeptRejects::examples;
  std::vector<SplitToCount> splits;
  for (FileCount& file : files) {
    file.splits = splits_of(*file.file, options_.split_bytes);
    file.counted.resize(file.splits.size());
    for (size_t split = 0; split < file.splits.size(); split++) splits.push_back({&file, split});
  }
  // With fewer splits than threads, a thread that has none can inflate for one that has.
  const bool has_idle_threads = splits.size() < workers_.size();
  const auto begin_split = [&](const SplitToCount& split, Worker& worker) {
    const FileCount& file = *split.file;
    const Dialect dialect = {days[file.day].date, file.head.columns,
                             options_.counting.normalize_email, options_.counting.reject_misfiled};
    const bool reads_ahead = file.file->compression != Compression::none && has_idle_threads;
    if (!worker.buffer) worker.buffer = std::make_unique<LineBuffer>(options_.piece_bytes);
    return std::make_unique<SplitOnItsWay>(
        *file.file, file.head, file.splits[split.number], dialect,
        SplitOptions{*options_.kernel, content, reads_ahead, kept_rejects},
        std::move(worker.buffer), progress);
  };
  while (!splits.empty()) {
    // A split that the last round has left is among the first, so that there is never more than one
    // on its way for each thread.
    parallel_for(workers_.size(), splits.size(), [&](size_t index, size_t number) {
      SplitToCount& split = splits[number];
      if (table_.is_full() && !split.on_its_way) return;
      Worker& worker = *workers_[index];
      if (!split.on_its_way) split.on_its_way = begin_split(split, worker);
      if (!split.on_its_way->count(worker.counter, [&] { return table_.is_full(); })) return;
      split.file->counted[split.number] = split.on_its_way->take_counted();
      worker.buffer = split.on_its_way->take_buffer();
      split.on_its_way.reset();
      split.is_counted = true;
    });
    std::erase_if(splits, [](const SplitToCount& split) { return split.is_counted; });
    if (!splits.empty()) spill();
  }
  for (const std::unique_ptr<Worker>& worker : workers_) worker->counter.finish();

  std::vector<CountedDay> counted(days.size());
  for (size_t day = 0; day < days.size(); day++) {
    counted[day].metadata.date = days[day].date;
    counted[day].metadata.options = options_.counting;
    counted[day].metadata.duplicates_allowed = options_.allow_duplicates;
  }
  for (FileCount& file : files) {
    add_file(counted[file.day], file, content_of(file, content, options_, threads(), progress));
  }
  for (CountedDay& day : counted) std::ranges::sort(day.metadata.sources, {}, &SourceFile::stem);
  return counted;
}

}  // namespace crudtally
