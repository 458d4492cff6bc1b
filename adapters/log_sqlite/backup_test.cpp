#include "adapters/log_sqlite/backup.hpp"

#include "adapters/log_sqlite/data_directory.hpp"
#include "adapters/log_sqlite/database.hpp"
#include "adapters/log_sqlite/files.hpp"
#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/schema.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/log_sqlite/test_history.hpp"

#include <atomic>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace adapters {
namespace {

namespace fs = std::filesystem;
using sqlite::beside;
using sqlite::Database;
using sqlite::DataDirectory;
using testing::AnyOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

constexpr const char* one_more =
    "INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body) "
    "SELECT 1, head + 1, 1, 1000, 1, 'more', head, 'user1', 'more' FROM rooms WHERE id = 1;"
    "UPDATE rooms SET head = head + 1 WHERE id = 1;";

std::string why_not(const auto& act) {
  try {
    act();
    return "done";
  } catch (const std::runtime_error& refusal) {
    return refusal.what();
  }
}

struct Backups : testing::Test {
  Backups() {
    fs::create_directory(data);
    make_history(database);
  }

  Lines names(const fs::path& of) {
    Lines all;
    for (const auto& entry : fs::directory_iterator{of}) all.push_back(entry.path().filename().string());
    return all;
  }
  static Lines damages(const fs::path& of) {
    Lines lines;
    verify(of, [&](const std::string& line) { lines.push_back(line); });
    return lines;
  }
  static std::string head(const fs::path& of) { return ask(of, "SELECT head FROM rooms WHERE id = 1").front(); }
  static std::string epoch(const fs::path& of) { return ask(of, "SELECT epoch FROM log").front(); }
  static std::string bytes(const fs::path& of) {
    std::ifstream file{of, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  void say_more(int times = 1) {
    Database writer{database, Database::Role::writer};
    for (int i = 0; i < times; ++i) writer.run(one_more);
  }
  /// As a server leaves it that is killed: something is in the log only.
  void be_killed() {
    Database writer{database, Database::Role::writer};
    writer.run("PRAGMA wal_autocheckpoint = 0");
    writer.run(one_more);
    fs::copy(beside(database, "-wal"), beside(database, "-kept"));
    fs::copy(database, beside(database, "-then"));
  }
  void lie_there_killed() {
    be_killed();
    fs::rename(beside(database, "-then"), database);
    fs::rename(beside(database, "-kept"), beside(database, "-wal"));
  }
  Restored restored(const fs::path& from) {
    return restore(from, data, [](const std::string& line) { ADD_FAILURE() << line; });
  }
  void open_as_server() { const DataDirectory opened{data}; }

  TestDirectory directory;
  fs::path data = directory.path() / "data", database = data / "kotori.db", file = directory.path() / "a.backup";
};

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
  lie_there_killed();
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

TEST_F(Backups, AreRestoredWithANewEpochAndTheOldDatabaseIsKept) {
  backup(database, file);
  say_more();
  const auto result = restored(file);
  EXPECT_EQ(result.verdict.facts, 19U);
  EXPECT_EQ(head(database), "13");
  EXPECT_THAT(damages(database), IsEmpty());
  EXPECT_NE(epoch(database), "the first");
  EXPECT_FALSE(sqlite::is_backup(database));
  EXPECT_THAT(result.before->filename().string(), StartsWith("kotori.db.before-restore-20"));
  EXPECT_EQ(head(*result.before), "14");
  EXPECT_EQ(epoch(*result.before), "the first");
}

TEST_F(Backups, CanBeRestoredAgainAndEachTimeIsAnotherEpoch) {
  backup(database, file);
  restored(file);
  const auto first = epoch(database);
  restored(file);
  EXPECT_NE(epoch(database), first);
  EXPECT_TRUE(sqlite::is_backup(file));
}

TEST_F(Backups, AreRestoredOverADatabaseWhoseServerWasKilled) {
  backup(database, file);
  lie_there_killed();
  const auto result = restored(file);
  EXPECT_EQ(head(database), "13");
  EXPECT_EQ(head(*result.before), "14");  // with what was only in its log
}

TEST_F(Backups, AreRestoredWhereNothingWas) {
  backup(database, file);
  const auto elsewhere = directory.path() / "elsewhere";
  EXPECT_FALSE(restore(file, elsewhere, [](const std::string&) {}).before);
  EXPECT_EQ(head(elsewhere / "kotori.db"), "13");
  EXPECT_THAT(names(elsewhere), UnorderedElementsAre("kotori.db", "lock"));
}

TEST_F(Backups, AreNotRestoredUnderARunningServer) {
  backup(database, file);
  const DataDirectory server{data};
  EXPECT_THAT(why_not([&] { restored(file); }), HasSubstr("is in use by another kotori"));
}

TEST_F(Backups, AreNotRestoredWhenTheyAreDamaged) {
  backup(database, file);
  Database{file, Database::Role::alone}.run("UPDATE states SET replies = 7 WHERE seq = 2");
  const auto as_it_was = bytes(database);
  Lines lines;
  EXPECT_EQ(restore(file, data, [&](const std::string& line) { lines.push_back(line); }).verdict.damages, 1U);
  EXPECT_THAT(lines, ElementsAre(R"(room "lobby", state of seq 2: replies is 7, should be 2)"));
  EXPECT_EQ(bytes(database), as_it_was);
  EXPECT_THAT(names(data), Each(AnyOf("lock", StartsWith("kotori.db"))));
  EXPECT_THAT(names(data), Each(Not(AnyOf(HasSubstr("partial"), HasSubstr("before-restore")))));
}

TEST_F(Backups, OfANewerProgramAreRefused) {
  backup(database, file);
  Database{file, Database::Role::alone}.run("PRAGMA user_version = 3");
  EXPECT_THAT(why_not([&] { restored(file); }), HasSubstr("it was made by a newer kotori"));
  EXPECT_EQ(epoch(database), "the first");
}

TEST_F(Backups, CanBeTheDatabaseOfBeforeARestore) {
  backup(database, file);
  say_more();
  const auto before = *restored(file).before;
  restored(before);
  EXPECT_EQ(head(database), "14");
  EXPECT_NE(epoch(database), "the first");
}

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
  lie_there_killed();
  fs::copy(file, database, fs::copy_options::overwrite_existing);
  EXPECT_THAT(why_not([&] { damages(database); }), HasSubstr("with the log of another database beside it"));
  open_as_server();
  EXPECT_EQ(head(database), "13");
  EXPECT_THAT(damages(database), IsEmpty());
  EXPECT_THAT(names(data), testing::Contains(StartsWith("kotori.db-wal.set-aside-20")));
}

TEST_F(Backups, WouldBeReadThroughTheLogOfAnotherIfNobodyLooked) {
  backup(database, file);
  lie_there_killed();
  fs::copy(file, database, fs::copy_options::overwrite_existing);
  EXPECT_EQ(head(database), "14");  // SQLite does not ask whose log it is
}

TEST_F(Backups, ALogOfItsOwnIsNotPutAside) {
  lie_there_killed();
  open_as_server();
  EXPECT_EQ(head(database), "14");
  EXPECT_EQ(epoch(database), "the first");
}

/// What is on disk when a backup's taking over is cut off, step by step; see take_over_backup().
struct ATakeOver : Backups {
  ATakeOver() {
    backup(database, file);
    lie_there_killed();
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
