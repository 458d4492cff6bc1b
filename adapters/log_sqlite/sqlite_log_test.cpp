#include "adapters/log_sqlite/sqlite_log.hpp"

#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/sqlite/database.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <utility>
#include <vector>

namespace adapters {
namespace {

using chat::Outcome;
using chat::Stored;
using chat::Unavailable;
using kotori::Simulation;
using kotori::Task;
using sqlite::Database;
using sqlite::Statement;

/// Passes jobs on and counts them: a job is a transaction. It can also hold them back.
class CountingWorker final : public kotori::Worker {
 public:
  explicit CountingWorker(kotori::Worker& worker) : worker_(worker) {}
  void post(kotori::Job job) override {
    ++jobs;
    if (holding_) {
      held_.push_back(std::move(job));
    } else {
      worker_.post(std::move(job));
    }
  }
  void hold() { holding_ = true; }
  void run_held() {
    holding_ = false;
    for (auto& job : std::exchange(held_, {})) job();
  }
  int jobs = 0;

 private:
  kotori::Worker& worker_;
  bool holding_ = false;
  std::vector<kotori::Job> held_;
};

/// While it lives, no file of this process can grow: what a full disk looks like from inside.
class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

const chat::UserId ann{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

struct SqliteLogTest : testing::Test {
  SqliteLog& open(SqliteLogOptions options = {}) {
    log.emplace(data, writer, simulation.worker(), options);
    simulation.run(log->admit(ann)).value();
    writer.jobs = 0;
    return *log;
  }
  chat::Intent text(int number) {
    return {{"lobby"}, {ann, {"phone"}, {std::to_string(number)}}, chat::NewText{"hi", {}}, {}};
  }
  Task<> keep(chat::Intent intent) { outcomes.push_back(co_await log->append(std::move(intent))); }
  void append_together(int from, int to) {
    simulation.run_on(simulation.loop(), [&] {
      for (int number = from; number < to; ++number) group.spawn(keep(text(number)));
    });
  }
  void append_large_texts(int from, int to) {
    simulation.run_on(simulation.loop(), [&] {
      for (int number = from; number < to; ++number) {
        auto large = text(number);
        large.what = chat::NewText{std::string(16'000, 'x'), {}};
        group.spawn(keep(std::move(large)));
      }
    });
  }
  chat::Page newest() { return simulation.run(log->read({.room = {"lobby"}, .limit = 1'000})).value(); }
  std::string refusal() {
    try {
      open();
    } catch (const std::runtime_error& failure) {
      return failure.what();
    }
    return "opened";
  }

  TestDirectory directory;
  std::filesystem::path data = directory.path() / "data";
  Simulation simulation;
  CountingWorker writer{simulation.worker()};
  std::optional<SqliteLog> log;
  std::vector<Outcome> outcomes;
  kotori::TaskGroup group;
};

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status{};
  stat(path.c_str(), &status);
  return status.st_mode & 0777U;
}

}  // namespace

TEST_F(SqliteLogTest, CommitsWhatWaitsTogetherInOneTransaction) {
  open();
  append_together(0, 100);
  EXPECT_EQ(outcomes.size(), 100U);
  EXPECT_EQ(writer.jobs, 1);
}

TEST_F(SqliteLogTest, RefusesAllOfAGroupThatCannotBeCommittedAndKeepsTheNext) {
  open();
  append_together(0, 3);
  {
    const FullDisk full;
    append_together(3, 10);
  }
  EXPECT_EQ(std::vector<Outcome>(outcomes.begin() + 3, outcomes.end()),
            std::vector<Outcome>(7, Unavailable{.storage_full = true}));
  append_together(3, 10);
  EXPECT_EQ(chat::protocol::seq_of(std::get<Stored>(outcomes.back()).fact), chat::Seq{10});
  EXPECT_EQ(newest().facts.size(), 10U);
}

TEST_F(SqliteLogTest, RefusesWhatIsBegunBeforeAFailureIsHeard) {
  open();
  writer.hold();
  append_together(0, 1);
  simulation.loop().post([&] { group.spawn(keep(text(1))); });
  {
    const FullDisk full;
    writer.run_held();
  }
  simulation.run_until_idle();
  EXPECT_EQ(outcomes, (std::vector<Outcome>(2, Unavailable{.storage_full = true})));
  append_together(0, 2);
  EXPECT_EQ(newest().facts.size(), 2U);
}

TEST_F(SqliteLogTest, LeavesNoHoleAndTakesNothingBackWhenABurstFails) {
  open();
  const chat::RoomName garden{"garden"};
  const auto opening = [&] {
    return chat::Intent{garden, {ann, {"phone"}, {"open"}}, chat::Open{"garden", "birds"}, {}};
  };
  const auto rename = [&] {
    return chat::Intent{chat::lobby, {ann, {"phone"}, {"name"}}, chat::NewName{{"Ann", "ann"}}, {}};
  };
  append_together(0, 3);
  const auto burst = [&] {
    outcomes.clear();
    simulation.run_on(simulation.loop(), [&] {
      group.spawn(keep(opening()));
      group.spawn(keep(rename()));
      group.spawn(keep(text(3)));
    });
  };
  {
    const FullDisk full;
    burst();
  }
  EXPECT_FALSE(simulation.run(log->room(garden)).value());
  burst();
  EXPECT_EQ(chat::protocol::seq_of(std::get<Stored>(outcomes.at(0)).fact), chat::Seq{1});
  EXPECT_EQ(std::get<chat::protocol::Renamed>(std::get<Stored>(outcomes.at(1)).fact).was, "user0");
  EXPECT_EQ(chat::protocol::seq_of(std::get<Stored>(outcomes.at(2)).fact), chat::Seq{5});
  EXPECT_EQ(newest().facts.size(), 5U);
}

TEST_F(SqliteLogTest, LetsInWhoHasComeBeforeWhileNothingCanBeKept) {
  open();
  append_together(0, 3);
  std::optional<kotori::Result<chat::Admission>> known, newcomer;
  auto come = [&](chat::UserId user, auto& admission) -> Task<> { admission = co_await log->admit(std::move(user)); };
  {
    const FullDisk full;
    simulation.run_on(simulation.loop(), [&] {
      group.spawn(keep(text(3)));
      group.spawn(come(ann, known));
      group.spawn(come({"newcomer"}, newcomer));
    });
  }
  EXPECT_EQ(outcomes.back(), Outcome{Unavailable{.storage_full = true}});
  EXPECT_EQ(known->value().rooms.at(0).head, chat::Seq{3});
  EXPECT_EQ(newcomer->error().code, kotori::ErrorCode::unavailable);
  EXPECT_EQ(simulation.run(log->admit({"newcomer"})).value().visitor.number, 1U);
}

TEST_F(SqliteLogTest, KeepsWhatIsSaidWhenReadMarksCannotBe) {
  open();
  Database{data / "kotori.db", Database::Role::writer}.run("DROP TABLE cursors");
  bool kept = true;
  auto mark = [&]() -> Task<> { kept = (co_await log->keep_read({{ann, chat::lobby, {1}}})).has_value(); };
  simulation.run_on(simulation.loop(), [&] {
    group.spawn(mark());
    group.spawn(keep(text(0)));
  });
  EXPECT_FALSE(kept);
  EXPECT_TRUE(std::holds_alternative<Stored>(outcomes.at(0)));
}

TEST_F(SqliteLogTest, SeesWhatAnotherProgramHasDoneToTheDatabase) {
  open();
  append_together(0, 1);
  Database{data / "kotori.db", Database::Role::writer}.run("UPDATE rooms SET closed = 1");
  auto closed = text(1);
  closed.only_if = {chat::Precondition::room_open};
  EXPECT_EQ(simulation.run(log->append(std::move(closed))), Outcome{chat::Conflict::room_closed});
}

TEST_F(SqliteLogTest, RefusesMoreThanMayWait) {
  open({.most_pending = 2});
  append_together(0, 3);
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome{Unavailable{}}, testing::VariantWith<Stored>(testing::_),
                                             testing::VariantWith<Stored>(testing::_)));
}

TEST_F(SqliteLogTest, EndsAPageOfLargeTextsEarly) {
  open();
  append_large_texts(0, 40);
  const auto page = newest();
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.facts.size(), 9U);
  EXPECT_EQ(chat::protocol::seq_of(page.facts.back()), chat::Seq{40});
}

TEST_F(SqliteLogTest, KeepsItsFilesToItself) {
  open();
  EXPECT_EQ(mode_of(data), 0700U);
  for (const auto* file : {"kotori.db", "kotori.db-wal", "lock"}) EXPECT_EQ(mode_of(data / file), 0600U) << file;
}

TEST_F(SqliteLogTest, SharesItsDirectoryWithNobody) {
  const SqliteLog first{data, simulation.worker(), simulation.worker()};
  EXPECT_EQ(refusal(), "the data directory " + data.string() + " is in use by another kotori");
}

TEST_F(SqliteLogTest, SaysWhenItsDirectoryCannotBeMade) {
  std::ofstream{data} << "a file";
  data /= "below";
  EXPECT_EQ(refusal(), "the data directory " + data.string() + " cannot be made: Not a directory");
}

TEST_F(SqliteLogTest, RefusesADatabaseOfANewerProgram) {
  open();
  log.reset();
  Database{data / "kotori.db", Database::Role::writer}.run("PRAGMA user_version = 1000");
  EXPECT_EQ(refusal(), (data / "kotori.db").string() +
                           ": the database has schema 1000, this program knows 2: it was made by a newer kotori");
}

TEST_F(SqliteLogTest, RefusesAFileThatIsNoDatabase) {
  std::filesystem::create_directory(data);
  std::ofstream{data / "kotori.db"} << std::string(4096, 'x');
  EXPECT_EQ(refusal(), (data / "kotori.db").string() + ": file is not a database");
}

TEST_F(SqliteLogTest, LeavesTheWholeLogInOneFileWhenItEnds) {
  open();
  append_together(0, 10);
  newest();
  log.reset();
  EXPECT_FALSE(std::filesystem::exists(data / "kotori.db-wal"));
}

TEST_F(SqliteLogTest, KeepsItsWalShort) {
  open();
  std::uintmax_t longest = 0;
  for (int round = 0; round < 16; ++round) {
    append_large_texts(round * 200, (round + 1) * 200);
    longest = std::max(longest, std::filesystem::file_size(data / "kotori.db-wal"));
  }
  EXPECT_GT(longest, 16U << 20U);
  EXPECT_LT(longest, 24U << 20U);
}

TEST_F(SqliteLogTest, LetsOnlyTheWriterCheckpoint) {
  open();
  append_together(0, 10);
  Database reader{data / "kotori.db", Database::Role::reader};
  Statement setting{reader, "PRAGMA wal_autocheckpoint"};
  auto rows = setting.rows();
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(0), 0);
  EXPECT_THROW(reader.run("DELETE FROM facts"), sqlite::DatabaseError);
}

}  // namespace adapters
