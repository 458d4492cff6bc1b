#include "adapters/log_sqlite/moved.hpp"

#include "adapters/log_sqlite/departure.hpp"
#include "adapters/log_sqlite/test_backups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace adapters {
namespace {
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

/// A chat, and what it is asked when it is to leave.
struct Moving : Backups {
  std::string why_not_served() {
    return why_not([&] { const sqlite::DataDirectory server{data}; });
  }
};

}  // namespace

TEST_F(Moving, IsNotServedAnyMoreWhereItWas) {
  ASSERT_EQ(why_not_served(), "done");
  Departure{data}.mark("postgres://db:5432/kotori");
  EXPECT_THAT(why_not_served(), AllOf(HasSubstr(data.string() + " was moved to postgres://db:5432/kotori"),
                                      HasSubstr("--database"), Not(HasSubstr("\n"))));
  EXPECT_THAT(damages(database), IsEmpty());
  Departure{data}.unmark();
  EXPECT_EQ(why_not_served(), "done");
}

TEST_F(Moving, LeavesAnOldStateThatComesBackInAnotherDirectoryWithANewEpoch) {
  Departure{data}.mark("postgres://db:5432/kotori");
  backup(database, file);
  EXPECT_THAT(why_not([&] { restored(file); }), HasSubstr("was moved to"));
  const auto elsewhere = directory.path() / "elsewhere";
  restore(file, elsewhere, [](const std::string&) {});
  EXPECT_EQ(head(elsewhere / "kotori.db"), "13");
  EXPECT_NE(epoch(elsewhere / "kotori.db"), "the first");
}

TEST_F(Moving, GoesOnToWhereItBeganToGoAndNowhereElse) {
  Departure departure{data};
  EXPECT_EQ(why_not([&] { departure.require_free_for("there"); }), "done");
  departure.mark("there");
  EXPECT_EQ(why_not([&] { departure.require_free_for("there"); }), "done");
  EXPECT_THAT(why_not([&] { departure.require_free_for("elsewhere"); }), HasSubstr("was moved to there"));
}

TEST_F(Moving, IsNotDoneUnderARunningServer) {
  const sqlite::DataDirectory server{data};
  EXPECT_THAT(why_not([&] { const Departure departure{data}; }), HasSubstr("is in use by another kotori"));
}

TEST_F(Moving, NeedsAChatAndMakesNone) {
  const auto nowhere = directory.path() / "nowhere";
  EXPECT_THAT(why_not([&] { const Departure departure{nowhere}; }), HasSubstr("there is no database"));
  EXPECT_FALSE(std::filesystem::exists(nowhere));
  Database{database, Database::Role::writer}.run("PRAGMA user_version = 3");
  EXPECT_THAT(why_not([&] { const Departure departure{data}; }), HasSubstr("has schema 3, this program reads 2"));
}

}  // namespace adapters
