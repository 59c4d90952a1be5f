#include "logs/plain_reader.h"

namespace crudtally {

size_t PlainReader::read(std::span<char> space) {
  return source_.read(space);
}

}  // namespace crudtally
