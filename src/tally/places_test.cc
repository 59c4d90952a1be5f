#include "tally/places.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/testing.h"

namespace crudtally {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr const char* kHost = "file:///data/logs";
constexpr const char* kContainer = "file:///input";

void put(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// What read_identity finds wrong with a cache.json of these bytes.
std::string damage_of(std::string_view bytes) {
  const TemporaryFolder folder;
  put(folder.path("cache.json"), bytes);
  std::string damage;
  EXPECT_EQ(read_identity(folder.path(), &damage), std::nullopt);
  EXPECT_THAT(damage, HasSubstr(folder.path("cache.json")));
  return damage;
}

TEST(PlaceOf, IsTheUriOfTheFolder) {
  EXPECT_EQ(place_of("/"), "file:///");
  EXPECT_EQ(place_of("/no/such/logs/"), "file:///no/such/logs");
}

// The known answer is that of Python's pathlib.PurePosixPath.as_uri.
TEST(PlaceOf, EncodesWhatAUriCannotHold) {
  EXPECT_EQ(place_of("/no/such/aZ09-._~/ %#?+&:@é\xff\n"),
            "file:///no/such/aZ09-._~/%20%25%23%3F%2B%26%3A%40%C3%A9%FF%0A");
}

TEST(PlaceOf, FollowsSymbolicLinks) {
  const TemporaryFolder folder;
  make_folders(folder.path("logs"));
  std::filesystem::create_directory_symlink("logs", folder.path("link"));
  EXPECT_EQ(place_of(folder.path("link")), place_of(folder.path("logs")));
}

TEST(ReadIdentity, FindsNothingWhereThereIsNoFile) {
  const TemporaryFolder folder;
  std::string damage = "from before";
  EXPECT_FALSE(read_identity(folder.path(), &damage));
  EXPECT_EQ(damage, "");
  EXPECT_FALSE(read_identity(folder.path("none")));
}

TEST(ReadIdentity, ReadsTheDocumentedForm) {
  const TemporaryFolder folder;
  const std::string id = "00112233445566778899aabbccddeeff";
  const std::string digest =
      to_hex(digest_of("00112233445566778899aabbccddeeff\nfile:///data/logs\nfile:///input\n"));
  put(folder.path("cache.json"), R"({"format": 1, "id": ")" + id +
                                     R"(", "places": ["file:///data/logs", "file:///input"],)" +
                                     R"( "digest": ")" + digest + R"("})");
  std::string damage = "from before";
  const std::optional<CacheIdentity> identity = read_identity(folder.path(), &damage);
  ASSERT_TRUE(identity) << damage;
  EXPECT_EQ(damage, "");
  EXPECT_EQ(identity->id, id);
  EXPECT_THAT(identity->places, ElementsAre(kHost, kContainer));
  EXPECT_TRUE(identity->knows(kContainer));
  EXPECT_FALSE(identity->knows("file:///data"));
}

TEST(ReadIdentity, SaysThatAFileIsNoJson) {
  for (const std::string_view bytes :
       {std::string_view(""), std::string_view("\0\0\0\0", 4), std::string_view("{"),
        std::string_view("\xff\xfe{}"), std::string_view("[]"), std::string_view("null"),
        std::string_view("{\"format\":1,\"id\":\"\xff\"}"), std::string_view("{} {}")}) {
    EXPECT_THAT(damage_of(bytes),
                AnyOf(HasSubstr("is not a JSON object"), HasSubstr("has no format version")))
        << bytes;
  }
}

TEST(ReadIdentity, SaysThatTypesAreWrong) {
  for (const std::string_view bytes : {
           R"({"format":1})",
           R"({"format":1,"id":7,"places":[],"digest":""})",
           R"({"format":1,"id":"a","places":{},"digest":""})",
           R"({"format":1,"id":"a","places":"file:///a","digest":""})",
           R"({"format":1,"id":"a","places":[1],"digest":""})",
           R"({"format":1,"id":"a","places":[null],"digest":""})",
           R"({"format":1,"id":"a","places":[]})",
           R"({"format":1,"id":"a","places":[],"digest":[]})",
       }) {
    EXPECT_THAT(damage_of(bytes), HasSubstr("has no id, places or digest")) << bytes;
  }
}

TEST(ReadIdentity, SaysThatThereIsNoFormatVersion) {
  for (const std::string_view bytes :
       {R"({})", R"({"format":"1"})", R"({"format":1.5})", R"({"format":null})"}) {
    EXPECT_THAT(damage_of(bytes), HasSubstr("has no format version")) << bytes;
  }
}

TEST(ReadIdentity, NamesAFormatVersionThatItDoesNotKnow) {
  EXPECT_THAT(damage_of(R"({"format":2,"owner":"…"})"),
              AllOf(HasSubstr("format version 2"), HasSubstr("this release knows 1")));
  EXPECT_THAT(damage_of(R"({"format":18446744073709551615})"),
              HasSubstr("format version 18446744073709551615"));
}

TEST(ReadIdentity, EnduresAnyDepth) {
  const std::string deep(1'000'000, '[');
  damage_of(deep);
  damage_of(R"({"format":1,"id":"a","digest":"","places":)" + deep + std::string(deep.size(), ']') +
            "}");
}

TEST(ReadIdentity, NoticesEveryFlippedBit) {
  const TemporaryFolder folder;
  remember_place(folder.path(), kHost);
  remember_place(folder.path(), kContainer);
  const std::optional<CacheIdentity> identity = read_identity(folder.path());
  ASSERT_TRUE(identity);
  const std::string text = read_small_file(folder.path("cache.json")).value();
  for (size_t bit = 0; bit < text.size() * 8; bit++) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    // A new file, as some file systems write a file that is cut and written anew to the disk at
    // once.
    std::filesystem::remove(folder.path("cache.json"));
    put(folder.path("cache.json"), flipped);
    // Of white space at the end, or of an escape, a bit may flip without a change of meaning.
    const std::optional<CacheIdentity> read = read_identity(folder.path());
    if (read) {
      EXPECT_EQ(read->id, identity->id) << flipped;
      EXPECT_EQ(read->places, identity->places) << flipped;
    }
  }
}

TEST(RememberPlace, MakesTheFolderAndAnIdentity) {
  const TemporaryFolder folder;
  const std::string cache = folder.path("out/.tallies");
  remember_place(cache, kHost);
  const std::optional<CacheIdentity> identity = read_identity(cache);
  ASSERT_TRUE(identity);
  EXPECT_THAT(identity->id, MatchesRegex("[0-9a-f]{32}"));
  EXPECT_THAT(identity->places, ElementsAre(kHost));
}

TEST(RememberPlace, GivesEachCacheAnIdOfItsOwn) {
  const TemporaryFolder folder;
  remember_place(folder.path("a"), kHost);
  remember_place(folder.path("b"), kHost);
  EXPECT_NE(read_identity(folder.path("a"))->id, read_identity(folder.path("b"))->id);
}

TEST(RememberPlace, KeepsTheIdAndTheOtherPlaces) {
  const TemporaryFolder folder;
  remember_place(folder.path(), kContainer);
  const std::string id = read_identity(folder.path())->id;
  remember_place(folder.path(), kHost);
  const std::optional<CacheIdentity> identity = read_identity(folder.path());
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->id, id);
  EXPECT_THAT(identity->places, ElementsAre(kHost, kContainer));
}

TEST(RememberPlace, WritesNothingForAPlaceThatIsKnown) {
  const TemporaryFolder folder;
  remember_place(folder.path(), kHost);
  const std::optional<FileStat> before = stat_file(folder.path("cache.json"));
  remember_place(folder.path(), kHost);
  EXPECT_EQ(stat_file(folder.path("cache.json")), before);
}

TEST(RememberPlace, ReplacesADamagedIdentity) {
  const TemporaryFolder folder;
  put(folder.path("cache.json"), "{");
  remember_place(folder.path(), kHost);
  const std::optional<CacheIdentity> identity = read_identity(folder.path());
  ASSERT_TRUE(identity);
  EXPECT_THAT(identity->places, ElementsAre(kHost));
}

TEST(RememberPlace, LeavesNothingElseBehind) {
  const TemporaryFolder folder;
  remember_place(folder.path(), kHost);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, ElementsAre("cache.json"));
}

TEST(RememberPlace, LosesNoPlaceAmongProcesses) {
  const TemporaryFolder folder;
  const auto remember = [&](char process) {
    return [&folder, process](const ChildProcess::Ready&) {
      for (char i = 'a'; i < 'k'; i++) {
        remember_place(folder.path(), std::string("file:///") + process + i);
      }
      return 0;
    };
  };
  ChildProcess first(remember('x'));
  ChildProcess second(remember('y'));
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(second.wait(), 0);
  const std::optional<CacheIdentity> identity = read_identity(folder.path());
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->places.size(), 20U);
}

TEST(FolderOfPlace, IsTheFolderThatThePlaceWasMadeFrom) {
  const TemporaryFolder folder;
  const std::string odd = canonical_path(folder.path("a b%41\xC3\xA9\n"));
  EXPECT_EQ(folder_of_place(place_of(odd)), odd);
}

TEST(FolderOfPlace, IsNothingForAnotherMachinesPlace) {
  EXPECT_EQ(folder_of_place("s3://bucket/logs"), std::nullopt);
  EXPECT_EQ(folder_of_place("file:///data/%4"), std::nullopt);
  EXPECT_EQ(folder_of_place("file:///data/%zz"), std::nullopt);
}

}  // namespace
}  // namespace crudtally
