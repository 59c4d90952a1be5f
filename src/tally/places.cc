#include "tally/places.h"

#include <algorithm>
#include <charconv>
#include <random>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/digest.h"
#include "base/file.h"
#include "tally/cache_folder.h"

namespace crudtally {
namespace {

constexpr int kPlacesFormat = 1;
constexpr std::string_view kFileScheme = "file://";

std::string identity_path(const std::string& cache_folder) {
  return cache_folder + "/cache.json";
}

std::string identity_digest(const CacheIdentity& identity) {
  std::string text = identity.id + "\n";
  for (const std::string& place : identity.places) text += place + "\n";
  return to_hex(digest_of(text));
}

std::string identity_text(const CacheIdentity& identity) {
  nlohmann::ordered_json json;
  json["format"] = kPlacesFormat;
  json["id"] = identity.id;
  json["places"] = identity.places;
  json["digest"] = identity_digest(identity);
  return json.dump() + "\n";
}

bool is_text(const nlohmann::json& json, const char* key) {
  return json.contains(key) && json[key].is_string();
}

bool is_list_of_texts(const nlohmann::json& json, const char* key) {
  return json.contains(key) && json[key].is_array() &&
         std::ranges::all_of(json[key], [](const auto& item) { return item.is_string(); });
}

// Reads `text` into `identity`; what is wrong with the text, empty where nothing is.
std::string parse_identity(const std::string& text, CacheIdentity& identity) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return "is not a JSON object";
  if (!json.contains("format") || !json["format"].is_number_integer())
    return "has no format version";
  if (json["format"] != kPlacesFormat) {
    return fmt::format("is of format version {}, and this release knows {}", json["format"].dump(),
                       kPlacesFormat);
  }
  if (!is_text(json, "id") || !is_list_of_texts(json, "places") || !is_text(json, "digest")) {
    return "has no id, places or digest";
  }
  identity.id = json["id"].get<std::string>();
  identity.places = json["places"].get<std::vector<std::string>>();
  if (json["digest"] != identity_digest(identity)) return "does not match its own digest";
  return {};
}

std::string random_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace

bool CacheIdentity::knows(const std::string& place) const {
  return std::ranges::find(places, place) != places.end();
}

std::string place_of(const std::string& input_folder) {
  constexpr std::string_view kAsTheyAre =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string place(kFileScheme);
  for (const char byte : canonical_path(input_folder)) {
    if (kAsTheyAre.find(byte) != std::string_view::npos) {
      place += byte;
    } else {
      place += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
  }
  return place;
}

std::optional<std::string> folder_of_place(std::string_view place) {
  if (!place.starts_with(kFileScheme)) return std::nullopt;
  place.remove_prefix(kFileScheme.size());
  std::string folder;
  for (size_t at = 0; at < place.size(); at++) {
    if (place[at] != '%') {
      folder += place[at];
      continue;
    }
    int byte = 0;
    const std::string_view digits = place.substr(at + 1, 2);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || parsed.ptr != digits.data() + 2) return std::nullopt;
    folder += static_cast<char>(byte);
    at += 2;
  }
  return folder;
}

std::optional<CacheIdentity> read_identity(const std::string& cache_folder, std::string* damage) {
  const std::string path = identity_path(cache_folder);
  const std::optional<std::string> text = read_small_file(path);
  CacheIdentity identity;
  const std::string wrong = text ? parse_identity(*text, identity) : std::string();
  if (damage != nullptr) *damage = wrong.empty() ? wrong : path + " " + wrong;
  if (!text || !wrong.empty()) return std::nullopt;
  return identity;
}

void remember_place(const std::string& cache_folder, const std::string& place) {
  const auto known = [&](const std::optional<CacheIdentity>& identity) {
    return identity && identity->knows(place);
  };
  if (known(read_identity(cache_folder))) return;
  make_folders(cache_folder);
  // Read again under the lock: another process may have added its place since.
  const DayLock lock(cache_folder + "/.cache.json.lock");
  std::optional<CacheIdentity> identity = read_identity(cache_folder);
  if (known(identity)) return;
  if (!identity) identity = CacheIdentity{random_id(), {}};
  identity->places.push_back(place);
  std::ranges::sort(identity->places);
  write_file_atomically(identity_path(cache_folder), identity_text(*identity));
}

}  // namespace crudtally
