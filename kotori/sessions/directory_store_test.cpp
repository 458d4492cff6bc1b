#include "kotori/sessions/directory_store.hpp"

#include "kotori/async/task_group.hpp"
#include "kotori/sessions/test_store_contract.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <stdlib.h>
#include <sys/stat.h>
#include <system_error>

namespace kotori::inline v0::sessions {
namespace {

using std::chrono::milliseconds;

struct ADirectory {
  ADirectory() {
    auto name = testing::TempDir() + "kotori-sessions-XXXXXX";
    if (!::mkdtemp(name.data())) throw std::system_error(errno, std::generic_category(), name);
    path = name;
  }
  ~ADirectory() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

struct OnDisk {
  ADirectory directory;
  Simulation simulation;
  TestClock clock;
  DirectoryStore store{directory.path / "sessions", simulation.worker(), {.clock = clock.read()}};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Directory, StoreContract, OnDisk);

using ADirectoryStore = StoreContract<OnDisk>;

std::size_t files(const std::filesystem::path& directory) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {})) - 1;  // the lock
}

}  // namespace

TEST_F(ADirectoryStore, KeepsFilesForTheirOwnerAlone) {
  const auto id = new_id();
  write(id, record("1"));
  struct stat status{};
  ASSERT_EQ(::stat((ground.directory.path / "sessions" / id).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((ground.directory.path / "sessions").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(ADirectoryStore, IsOfOneProcessAndFoundAgainByTheNext) {
  const ADirectory directory;
  const auto id = new_id();
  const auto path = directory.path / "sessions";
  {
    DirectoryStore first{path, ground.simulation.worker(), {.clock = ground.clock.read()}};
    ground.simulation.run(first.write(id, record("1"), Writing::begin));
    EXPECT_THROW((DirectoryStore{path, ground.simulation.worker()}), std::runtime_error);
  }
  DirectoryStore second{path, ground.simulation.worker()};
  EXPECT_EQ(ground.simulation.run(second.read(id))->value, "1");
}

TEST_F(ADirectoryStore, SweepsWhatHasExpiredAndWhatWasNotFinished) {
  const auto path = ground.directory.path / "sessions";
  const auto lasts = new_id();
  write(new_id(), record("1"));
  std::ofstream(path / ("." + new_id())) << "half";
  std::ofstream(path / "README") << "not ours";
  ground.clock.advance(milliseconds{1000});
  write(lasts, record("1"));
  EXPECT_EQ(files(path), 4U);  // the last look was a moment ago
  ground.clock.advance(std::chrono::minutes{10});
  write(new_id(), record("1"));
  EXPECT_EQ(files(path), 2U);
}

TEST_F(ADirectoryStore, TakesNothingButItsOwnFiles) {
  const auto path = ground.directory.path / "sessions";
  const auto link = new_id(), garbage = new_id();
  const std::string one = R"({"value":"1","user":"","begun":1,"used":1,"expires":1})";
  std::ofstream(ground.directory.path / "elsewhere") << one;
  std::filesystem::create_symlink(ground.directory.path / "elsewhere", path / link);
  std::ofstream(path / garbage) << "no record";
  const auto largest = new_id(), larger = new_id();
  const std::string blanks(1024 * 1024 - one.size(), ' ');
  std::ofstream(path / largest) << one << blanks;
  std::ofstream(path / larger) << one << blanks << ' ';
  EXPECT_TRUE(read(largest));
  EXPECT_FALSE(read(larger));
  EXPECT_FALSE(read(link));
  EXPECT_FALSE(read(garbage));
}

TEST_F(ADirectoryStore, SaysWhenTheDiskRefuses) {
  const auto path = ground.directory.path / "sessions";
  const auto id = new_id();
  std::filesystem::create_directory(path / ("." + id));  // where the file would be written
  EXPECT_THROW(write(id, record("1")), std::system_error);
  EXPECT_TRUE(write(new_id(), record("1")));
  EXPECT_THROW((DirectoryStore{"/nowhere/at/all", ground.simulation.worker()}), std::system_error);
}

TEST_F(ADirectoryStore, LetsSoManyWaitAndNotOneMore) {
  const ADirectory directory;
  DirectoryStore store{directory.path, ground.simulation.worker(), {.most_waiting = 2, .clock = ground.clock.read()}};
  int read_ones = 0, refused = 0;
  TaskGroup tasks{[&](std::exception_ptr) { ++refused; }};
  const auto ask = [](DirectoryStore& of, int& count) -> Task<> {
    co_await of.read(new_id());
    ++count;
  };
  ground.simulation.run_on(ground.simulation.loop(), [&] {
    for (int i = 0; i < 3; ++i) tasks.spawn(ask(store, read_ones));
  });
  EXPECT_EQ(read_ones, 2);
  EXPECT_EQ(refused, 1);
}

}  // namespace kotori::inline v0::sessions
