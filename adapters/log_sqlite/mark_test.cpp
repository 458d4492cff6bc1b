#include "adapters/log_sqlite/mark.hpp"

#include "adapters/log_sqlite/schema.hpp"
#include "adapters/log_sqlite/test_backups.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace adapters {
namespace {

namespace fs = std::filesystem;
using sqlite::beside;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// What is on disk when a backup's taking over is cut off, step by step; see take_over_backup().
struct ATakeOver : Backups {
  ATakeOver() {
    backup(database, file);
    be_killed();
    fs::copy(file, database, fs::copy_options::overwrite_existing);
  }
  void expect_it_is_taken_over() {
    open_as_server();
    EXPECT_EQ(head(database), "13");
    EXPECT_NE(epoch(database), "the first");
    EXPECT_FALSE(sqlite::is_backup(database));
    EXPECT_THAT(damages(database), IsEmpty());
    EXPECT_FALSE(fs::exists(incoming));
  }
  const fs::path incoming = beside(database, ".incoming");
};

}  // namespace

TEST_F(Backups, CopiedBackByHandBeginANewEpoch) {
  backup(database, file);
  say_more();
  fs::copy(file, database, fs::copy_options::overwrite_existing);
  open_as_server();
  EXPECT_EQ(head(database), "13");
  EXPECT_NE(epoch(database), "the first");
  EXPECT_FALSE(sqlite::is_backup(database));
  const auto now = epoch(database);
  open_as_server();
  EXPECT_EQ(epoch(database), now);
}

TEST_F(Backups, CopiedBackByHandAreNeverReadThroughTheLogOfAnother) {
  backup(database, file);
  be_killed();
  fs::copy(file, database, fs::copy_options::overwrite_existing);
  EXPECT_THAT(why_not([&] { damages(database); }), HasSubstr("with the log of another database beside it"));
  open_as_server();
  EXPECT_EQ(head(database), "13");
  EXPECT_THAT(damages(database), IsEmpty());
  EXPECT_THAT(names(data), testing::Contains(StartsWith("kotori.db-wal.set-aside-20")));
}

TEST_F(Backups, WouldBeReadThroughTheLogOfAnotherIfNobodyLooked) {
  backup(database, file);
  be_killed();
  fs::copy(file, database, fs::copy_options::overwrite_existing);
  EXPECT_EQ(head(database), "14");  // SQLite does not ask whose log it is
}

TEST_F(Backups, ALogOfItsOwnIsNotPutAside) {
  be_killed();
  open_as_server();
  EXPECT_EQ(head(database), "14");
  EXPECT_EQ(epoch(database), "the first");
}

TEST_F(ATakeOver, CutOffBeforeItBeganIsDoneLater) { expect_it_is_taken_over(); }

TEST_F(ATakeOver, CutOffWhenTheBackupHasItsOtherNameIsDoneLater) {
  fs::rename(database, incoming);
  expect_it_is_taken_over();
}

TEST_F(ATakeOver, CutOffWhileItsTransactionIsWrittenIsDoneLater) {
  fs::rename(database, incoming);
  const auto before = bytes(incoming);
  // With a cache of one page what is changed is written before the end, behind the journal.
  Database half{incoming, Database::Role::alone};
  half.run("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE; UPDATE log SET epoch = 'half'");
  half.run(fmt::format("PRAGMA application_id = {}", sqlite::live_mark).c_str());
  half.run("UPDATE facts SET body = body || 'half'; UPDATE people SET name = name || 'half'");
  fs::copy(incoming, directory.path() / "half");
  fs::copy(beside(incoming, "-journal"), directory.path() / "half-journal");
  half.run("ROLLBACK");
  ASSERT_NE(bytes(directory.path() / "half"), before);
  fs::rename(directory.path() / "half", incoming);
  fs::rename(directory.path() / "half-journal", beside(incoming, "-journal"));
  expect_it_is_taken_over();
}

TEST_F(ATakeOver, CutOffWhenTheMarkHasGoneIsDoneLater) {
  fs::rename(database, incoming);
  Database{incoming, Database::Role::alone}.run("UPDATE log SET epoch = 'unheard'; PRAGMA application_id = 1");
  expect_it_is_taken_over();
}

TEST_F(ATakeOver, CutOffBeforeItHadItsNameBackIsDoneLater) {
  fs::rename(database, incoming);
  Database{incoming, Database::Role::alone}.run("UPDATE log SET epoch = 'unheard'; PRAGMA application_id = 1");
  fs::remove(beside(database, "-wal"));
  std::ofstream{database};  // as a server makes it that was cut off a step later
  expect_it_is_taken_over();
}

TEST_F(ATakeOver, GivesWayToABackupThatIsPutThereAfterwards) {
  const auto second = directory.path() / "second";
  fs::rename(database, incoming);
  {
    Database half{incoming, Database::Role::alone};
    half.run("BEGIN IMMEDIATE; UPDATE log SET epoch = 'half'");
    fs::copy(beside(incoming, "-journal"), directory.path() / "half-journal");
    half.run("ROLLBACK");
  }
  fs::rename(directory.path() / "half-journal", beside(incoming, "-journal"));
  fs::copy(file, database);
  expect_it_is_taken_over();
  EXPECT_FALSE(fs::exists(beside(incoming, "-journal")));
}

}  // namespace adapters
