#include "adapters/log_sqlite/backup.hpp"

#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/test_backups.hpp"

#include <atomic>
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <thread>

namespace adapters {
namespace {

namespace fs = std::filesystem;
using sqlite::beside;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

}  // namespace

TEST_F(Backups, HoldEverythingInOneFileForTheOwnerAlone) {
  EXPECT_EQ(backup(database, file), fs::file_size(file));
  EXPECT_THAT(damages(file), IsEmpty());
  EXPECT_EQ(head(file), "13");
  EXPECT_EQ(ask(file, "PRAGMA journal_mode"), Lines{"delete"});
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(names(directory.path()), UnorderedElementsAre("data", "a.backup"));
}

TEST_F(Backups, CarryTheMarkAndLeaveTheDatabaseWithoutIt) {
  backup(database, file);
  EXPECT_TRUE(sqlite::is_backup(file));
  EXPECT_FALSE(sqlite::is_backup(database));
}

TEST_F(Backups, HoldWhatIsOnlyInTheLogYet) {
  be_killed();
  backup(database, file);
  EXPECT_EQ(head(file), "14");
  EXPECT_THAT(damages(file), IsEmpty());
}

TEST_F(Backups, HoldOneMomentWhileTheDatabaseIsWritten) {
  std::atomic<bool> stop = false;
  std::atomic<int> stored = 13;
  std::thread writing{[&] {
    Database writer{database, Database::Role::writer};
    while (!stop) {
      writer.run("BEGIN IMMEDIATE");
      writer.run(one_more);
      writer.run(one_more);
      writer.run("COMMIT");
      stored += 2;
    }
  }};
  for (int i = 0; i < 5; ++i) {
    const auto copied = beside(file, std::to_string(i));
    const int before = stored;
    while (stored < before + 20) std::this_thread::yield();
    const int when_it_began = stored;
    backup(database, copied);
    EXPECT_THAT(damages(copied), IsEmpty());
    EXPECT_GE(std::stoi(head(copied)), when_it_began);
    EXPECT_EQ(std::stoi(head(copied)) % 2, 1) << "half of a transaction";
  }
  stop = true;
  writing.join();
}

TEST_F(Backups, NeverCheckpoint) {
  Database writer{database, Database::Role::writer};
  writer.run("PRAGMA wal_autocheckpoint = 0");
  writer.run(one_more);
  const auto as_it_was = bytes(database), log = bytes(beside(database, "-wal"));
  backup(database, file);
  EXPECT_EQ(bytes(database), as_it_was);
  EXPECT_EQ(bytes(beside(database, "-wal")), log);
}

TEST_F(Backups, HoldNothingThatWasDeleted) {
  {
    Database writer{database, Database::Role::writer};
    writer.run("PRAGMA secure_delete = OFF; CREATE TABLE secrets (text TEXT);");
    writer.run("INSERT INTO secrets VALUES ('a secret that is deleted'); DROP TABLE secrets;");
  }
  ASSERT_THAT(bytes(database), HasSubstr("a secret that is deleted"));  // the control
  backup(database, file);
  EXPECT_THAT(bytes(file), Not(HasSubstr("a secret that is deleted")));
}

TEST_F(Backups, NeverTouchWhatIsThere) {
  std::ofstream{file} << "precious";
  EXPECT_EQ(why_not([&] { backup(database, file); }), file.string() + ": is there already");
  EXPECT_EQ(bytes(file), "precious");
}

TEST_F(Backups, LeaveNothingBehindWhenThereIsNoRoom) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{.rlim_cur = 20'000, .rlim_max = limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto said = why_not([&] { backup(database, file); });
  setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_THAT(said, StartsWith(database.string() + ": "));
  EXPECT_THAT(names(directory.path()), ElementsAre("data"));
  EXPECT_EQ(backup(database, file), fs::file_size(file));  // the control: with room it can
}

TEST_F(Backups, NeedADatabaseOfOurs) {
  EXPECT_THAT(why_not([&] { backup(data / "none", file); }), HasSubstr("none: there is no database"));
  std::ofstream{data / "no"} << std::string(5'000, 'x');
  EXPECT_THAT(why_not([&] { backup(data / "no", file); }), HasSubstr("no: file is not a database"));
  std::ofstream{data / "other"};
  Database{data / "other", Database::Role::alone}.run("CREATE TABLE t (x)");
  EXPECT_THAT(why_not([&] { backup(data / "other", file); }), HasSubstr("other: is no database of kotori"));
  EXPECT_FALSE(fs::exists(file));
}

}  // namespace adapters
