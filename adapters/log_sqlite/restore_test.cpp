#include "adapters/log_sqlite/backup.hpp"
#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/test_backups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace adapters {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

}  // namespace

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
  be_killed();
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
  const sqlite::DataDirectory server{data};
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

}  // namespace adapters
