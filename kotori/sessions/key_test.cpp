#include "kotori/sessions/key.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace kotori::inline v0::sessions {
namespace {

/// A path that is free, and free again afterwards.
struct KeyFile {
  KeyFile() { std::filesystem::remove(path); }
  ~KeyFile() { std::filesystem::remove(path); }
  std::string path = (std::filesystem::temp_directory_path() / ("kotori-key-" + std::to_string(::getpid()))).string();
};

}  // namespace

TEST(Key, IsMadeOnceAndReadByItsOwnerAlone) {
  const KeyFile file;
  const auto made = Key::load_or_create(file.path);
  EXPECT_EQ(Key::load_or_create(file.path).bytes, made.bytes);
  struct stat status{};
  ASSERT_EQ(::stat(file.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(Key, IsNotTakenFromAFileThatOthersReadOrThatIsNone) {
  const KeyFile file;
  (void)Key::load_or_create(file.path);
  ::chmod(file.path.c_str(), 0640);
  EXPECT_THROW(Key::load_or_create(file.path), std::runtime_error);
  ::chmod(file.path.c_str(), 0600);
  std::ofstream(file.path) << "short";
  EXPECT_THROW(Key::load_or_create(file.path), std::runtime_error);
  EXPECT_THROW(Key::load_or_create("/nowhere/at/all/key"), std::system_error);
}

}  // namespace kotori::inline v0::sessions
