#include "report/rejects_csv.h"

#include <cstdint>
#include <string_view>

#include "base/atomic_file.h"
#include "core/reject.h"
#include "core/utf8.h"
#include "report/csv.h"

namespace crudtally {
namespace {

class RejectsCsv {
 public:
  explicit RejectsCsv(const std::string& path) : file_(path, 0600) {}

  // `row` as shown_row gives it.
  void append(std::string_view file, uint64_t line, std::string_view reason, std::string_view row) {
    append_csv_field(csv_, replace_invalid_utf8(file));
    csv_ += ',';
    csv_ += std::to_string(line);
    csv_ += ',';
    csv_ += reason;
    csv_ += ',';
    append_csv_field(csv_, row);
    csv_ += '\n';
    if (csv_.size() >= kBufferBytes) flush();
  }

  void publish() {
    flush();
    file_.commit();
  }

 private:
  static constexpr size_t kBufferBytes = size_t{256} << 10;

  void flush() {
    file_.write(csv_);
    csv_.clear();
  }

  AtomicFile file_;
  std::string csv_ = "file,line,reason,row\n";
};

}  // namespace

void write_rejects_csv(const std::string& csv_path, const std::optional<RejectsSource>& source) {
  RejectsCsv csv(csv_path);
  if (source) {
    read_rejects_file(source->path, source->digest, [&](const RejectRecord& reject) {
      csv.append(reject.file, static_cast<uint64_t>(reject.line), reject.reason, reject.row);
    });
  }
  csv.publish();
}

void write_rejects_csv(const std::string& csv_path, const std::vector<FileRejects>& files) {
  RejectsCsv csv(csv_path);
  for (const FileRejects& file : files) {
    for (const Reject& reject : file.rejects) {
      csv.append(file.file, reject.line, name_of(reject.reason), shown_row(reject));
    }
  }
  csv.publish();
}

}  // namespace crudtally
