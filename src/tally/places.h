// Whose cache is this? CACHE_DIR/cache.json holds an id and the places (URIs of input folders) that
// the cache was used from:
//
//   {"format":1,"id":"…","places":["file:///data/logs"],"digest":"…"}
//
// A container, its host and a cluster see the same logs at different places; a cache used with
// another set of logs by mistake would give one company the counts of another. So the file carries
// a digest, for a flipped bit must not turn one place into another: the XXH3-128 of the id and the
// places, in order, each followed by LF.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crudtally {

struct CacheIdentity {
  std::string id;
  std::vector<std::string> places;  // sorted

  bool knows(const std::string& place) const;
};

// `file://` and the folder's canonical path, every byte but RFC 3986's unreserved characters and
// `/` percent-encoded: the URI that Python's pathlib.Path.as_uri gives.
std::string place_of(const std::string& input_folder);

// The folder that a place names, or nothing where it is none of this machine's (`s3://…`).
std::optional<std::string> folder_of_place(std::string_view place);

// The identity of the cache, or nothing where cache.json is missing or damaged: then the cache
// knows no place, and `damage` (if given) says what is wrong with the file, empty where there is
// none.
std::optional<CacheIdentity> read_identity(const std::string& cache_folder,
                                           std::string* damage = nullptr);

// Adds `place` to the cache's places, atomically and under a lock, making the folder and a new
// identity where there is none that read_identity can read. A place that is known writes nothing.
void remember_place(const std::string& cache_folder, const std::string& place);

}  // namespace crudtally
