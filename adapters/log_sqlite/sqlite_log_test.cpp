#include "adapters/log_sqlite/sqlite_log.hpp"

#include "adapters/log_sqlite/database.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"

#include <csignal>
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

TEST_F(SqliteLogTest, RefusesMoreThanMayWait) {
  open({.most_pending = 2});
  append_together(0, 3);
  EXPECT_THAT(outcomes, testing::ElementsAre(Outcome{Unavailable{}}, testing::VariantWith<Stored>(testing::_),
                                             testing::VariantWith<Stored>(testing::_)));
}

TEST_F(SqliteLogTest, EndsAPageOfLargeTextsEarly) {
  open();
  simulation.run_on(simulation.loop(), [&] {
    for (int number = 0; number < 40; ++number) {
      auto large = text(number);
      large.what = chat::NewText{std::string(16'000, 'x'), {}};
      group.spawn(keep(std::move(large)));
    }
  });
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
