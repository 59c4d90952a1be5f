// Large zeroed memory from the system, in huge pages where it offers them: first touch and address
// translation are what big tables pay for (35 million counts into 5 million slots took 3.0 s in
// 4 KiB pages and 1.0 s in huge ones).
#pragma once

#include <cstddef>
#include <utility>

namespace crudtally {

class Pages {
 public:
  Pages() = default;
  // Throws std::bad_alloc where there is no memory.
  explicit Pages(size_t bytes);
  Pages(Pages&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  Pages& operator=(Pages&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Pages();

  // Has the system find all of the memory now: for what is about to be filled in any order. A page
  // that is read before it is written is mapped twice (first to the page of zeros that all share).
  void populate();

  // On a page's border; of 2 MiB where there are that many bytes.
  char* data() const { return data_; }
  size_t bytes() const { return bytes_; }

 private:
  char* data_ = nullptr;
  size_t bytes_ = 0;
};

}  // namespace crudtally
