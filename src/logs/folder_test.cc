#include "logs/folder.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/testing.h"
#include "logs/testing.h"

namespace crudtally {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(ListFolder, SortsByBytesAndTellsKindsApart) {
  const TemporaryFolder folder;
  put_file(folder.path("b"), "");
  put_file(folder.path("B"), "");
  put_file(folder.path("\xC3\xA4"), "");
  put_file(folder.path(".hidden"), "");
  std::filesystem::create_directory(folder.path("a"));
  std::filesystem::create_symlink("nowhere", folder.path("link"));
  ASSERT_EQ(::mkfifo(folder.path("fifo").c_str(), 0600), 0);

  std::vector<std::pair<std::string, EntryKind>> entries;
  for (const FolderEntry& entry : list_folder(folder.path())) {
    entries.emplace_back(entry.name, entry.kind);
  }
  EXPECT_THAT(entries,
              ElementsAre(std::pair(".hidden", EntryKind::file), std::pair("B", EntryKind::file),
                          std::pair("a", EntryKind::folder), std::pair("b", EntryKind::file),
                          std::pair("fifo", EntryKind::other), std::pair("link", EntryKind::link),
                          std::pair("\xC3\xA4", EntryKind::file)));
}

TEST(ListFolder, GivesTheInodeThatFollowLinksGives) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("a"));
  EXPECT_EQ(list_folder(folder.path())[0].inode, follow_links(folder.path("a"))->id.inode);
}

TEST(ListFolder, NamesAFolderThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { list_folder(folder.path("none")); },
              ThrowsMessage<Error>(HasSubstr(folder.path("none"))));
}

TEST(FollowLinks, GivesOneFolderOneIdWhateverThePath) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("a"));
  std::filesystem::create_directory(folder.path("b"));
  std::filesystem::create_directory_symlink("a", folder.path("link"));
  EXPECT_EQ(follow_links(folder.path("link"))->kind, EntryKind::folder);
  EXPECT_EQ(follow_links(folder.path("link"))->id, follow_links(folder.path("a"))->id);
  EXPECT_NE(follow_links(folder.path("b"))->id, follow_links(folder.path("a"))->id);
}

TEST(FollowLinks, GivesNothingWhereALinkLeadsNowhere) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere", folder.path("dangling"));
  std::filesystem::create_symlink("loop", folder.path("loop"));
  put_file(folder.path("file"), "");
  std::filesystem::create_symlink("file/below", folder.path("below"));
  EXPECT_FALSE(follow_links(folder.path("dangling")));
  EXPECT_FALSE(follow_links(folder.path("loop")));
  EXPECT_FALSE(follow_links(folder.path("below")));
  EXPECT_FALSE(follow_links(folder.path("none")));
}

}  // namespace
}  // namespace crudtally
