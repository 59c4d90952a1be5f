#include "base/pages.h"

#include <cstdint>
#include <new>

#include <sys/mman.h>

namespace crudtally {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

char* map(size_t bytes) {
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  return static_cast<char*>(mapped);
}

}  // namespace

Pages::Pages(size_t bytes) : bytes_(bytes) {
  if (bytes < kHugePage) {
    data_ = map(bytes);
    return;
  }
  // More than asked for, then the ends that stick out of the 2 MiB borders are given back.
  bytes_ = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  char* mapped = map(bytes_ + kHugePage);
  const size_t misfit = reinterpret_cast<uintptr_t>(mapped) % kHugePage;
  const size_t before = misfit == 0 ? 0 : kHugePage - misfit;
  if (before != 0) ::munmap(mapped, before);
  data_ = mapped + before;
  ::munmap(data_ + bytes_, kHugePage - before);
  // Advice alone: where it is refused, small pages do the same.
  ::madvise(data_, bytes_, MADV_HUGEPAGE);
}

void Pages::populate() {
#ifdef MADV_POPULATE_WRITE
  // Where it is refused, the pages come as they are touched.
  ::madvise(data_, bytes_, MADV_POPULATE_WRITE);
#endif
}

Pages::~Pages() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
}

}  // namespace crudtally
