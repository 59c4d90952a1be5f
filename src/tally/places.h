// Whose cache is this? CACHE_DIR/cache.json holds an id and the places (URIs of input folders) that
// the cache was used from: {"format":1,"id":"…","places":["file:///data/logs"]}. A container, its
// host and a cluster see the same logs at different places; a cache used with another set of logs
// by mistake would give one company the counts of another.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace crudtally {

struct CacheIdentity {
  std::string id;
  std::vector<std::string> places;  // sorted

  bool knows(const std::string& place) const;
};

// `file://` and the folder's canonical path, percent-encoded as RFC 3986 wants it.
std::string place_of(const std::string& input_folder);

// The identity of the cache, or nothing where cache.json is missing or damaged: then the cache
// knows no place, and `damage` (if given) says what is wrong with the file, empty where there is
// none.
std::optional<CacheIdentity> read_identity(const std::string& cache_folder,
                                           std::string* damage = nullptr);

// Adds `place` to the cache's places, atomically and under a lock, making the folder and a new
// identity where there is none.
void remember_place(const std::string& cache_folder, const std::string& place);

}  // namespace crudtally
