#include "tally/arrow_file.h"

#include <algorithm>
#include <utility>

#include <arrow/buffer.h>

namespace crudtally {

ArrowInput::ArrowInput(std::shared_ptr<const File> file)
    : file_(std::move(file)), size_(static_cast<int64_t>(file_->stat().size)) {}

arrow::Status ArrowInput::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

arrow::Status ArrowInput::Seek(int64_t position) {
  // What a footer says of offsets may be anything.
  if (position < 0 || position > size_) return arrow::Status::Invalid("an offset out of the file");
  position_ = position;
  return arrow::Status::OK();
}

arrow::Result<int64_t> ArrowInput::Read(int64_t bytes, void* space) {
  if (bytes < 0) return arrow::Status::Invalid("a negative number of bytes");
  const size_t filled = file_->read_at(static_cast<uint64_t>(position_),
                                       {static_cast<char*>(space), static_cast<size_t>(bytes)});
  position_ += static_cast<int64_t>(filled);
  return static_cast<int64_t>(filled);
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowInput::Read(int64_t bytes) {
  // No more memory than the file has bytes, however many are asked for.
  bytes = std::min(bytes, size_ - position_);
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<arrow::ResizableBuffer> buffer,
                        arrow::AllocateResizableBuffer(bytes));
  ARROW_ASSIGN_OR_RAISE(const int64_t filled, Read(bytes, buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(filled));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

arrow::Status ArrowOutput::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

arrow::Status ArrowOutput::Write(const void* data, int64_t bytes) {
  const std::string_view written(static_cast<const char*>(data), static_cast<size_t>(bytes));
  digest_.update(written);
  position_ += bytes;
  if (held_) {
    held_->append(written);
  } else {
    file_.write(written);
  }
  return arrow::Status::OK();
}

std::string ArrowOutput::release() {
  return std::exchange(held_, std::nullopt).value_or("");
}

}  // namespace crudtally
