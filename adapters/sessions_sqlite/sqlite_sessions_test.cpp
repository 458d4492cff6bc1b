#include "adapters/sessions_sqlite/sqlite_sessions.hpp"

#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/sqlite/database.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/sessions/test_store_contract.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>

namespace kotori::inline v0::sessions {
namespace {

struct InSqlite {
  adapters::TestDirectory directory;
  Simulation simulation;
  TestClock clock;
  adapters::SqliteSessions store{directory.path() / "sessions.db", simulation.worker(), {.clock = clock.read()}};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreContract, InSqlite);

}  // namespace
}  // namespace kotori::inline v0::sessions

namespace adapters {
namespace {

using namespace kotori;
using namespace kotori::sessions;

struct SqliteSessionsTest : testing::Test {
  Record record(std::string value) {
    return {.value = std::move(value), .begun = clock.now, .used = clock.now, .expires = clock.now + 1000};
  }
  std::filesystem::path file() { return directory.path() / "sessions.db"; }
  std::int64_t rows() {
    sqlite::Database database{file(), sqlite::Database::Role::alone};
    return *sqlite::Statement{database, "SELECT count(*) FROM sessions"}.number();
  }
  void run(const char* sql) { sqlite::Database{file(), sqlite::Database::Role::alone}.run(sql); }

  TestDirectory directory;
  Simulation simulation;
  TestClock clock;
};

}  // namespace

TEST_F(SqliteSessionsTest, AreFoundAgainByTheNextProgramAndAreOfOneAtATime) {
  const auto id = new_id();
  {
    SqliteSessions first{file(), simulation.worker(), {.clock = clock.read()}};
    simulation.run(first.write(id, record("1"), Writing::begin));
    EXPECT_THROW((SqliteSessions{file(), simulation.worker()}), std::runtime_error);
  }
  SqliteSessions second{file(), simulation.worker()};
  EXPECT_EQ(simulation.run(second.read(id))->value, "1");
}

TEST_F(SqliteSessionsTest, AreForTheirOwnerAlone) {
  SqliteSessions store{file(), simulation.worker()};
  simulation.run(store.write(new_id(), record("1"), Writing::begin));
  for (const auto& each : std::filesystem::directory_iterator(directory.path())) {
    struct stat status{};
    ASSERT_EQ(::stat(each.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << each.path();
  }
}

TEST_F(SqliteSessionsTest, AreDeletedWhenTheyHaveExpired) {
  {
    SqliteSessions store{file(), simulation.worker(), {.clock = clock.read()}};
    for (int i = 0; i < 20; ++i) simulation.run(store.write(new_id(), record("1"), Writing::begin));
    clock.advance(std::chrono::milliseconds{1000});
    simulation.run(store.write(new_id(), record("1"), Writing::begin));
    simulation.run(store.write(new_id(), record("1"), Writing::begin));
  }
  EXPECT_EQ(rows(), 2);
}

TEST_F(SqliteSessionsTest, OfANewerProgramAreLeftAlone) {
  {
    SqliteSessions store{file(), simulation.worker()};
  }
  run("PRAGMA user_version = 2");
  EXPECT_THROW((SqliteSessions{file(), simulation.worker()}), std::runtime_error);
  run("PRAGMA user_version = 1");
  SqliteSessions store{file(), simulation.worker()};
}

TEST_F(SqliteSessionsTest, SayWhenTheDiskRefuses) {
  EXPECT_THROW((SqliteSessions{"/nowhere/at/all", simulation.worker()}), std::runtime_error);
  {
    SqliteSessions store{file(), simulation.worker()};
  }
  run("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
  const auto id = new_id();
  {
    SqliteSessions store{file(), simulation.worker()};
    EXPECT_THROW(simulation.run(store.write(id, record("1"), Writing::begin)), sqlite::DatabaseError);
    EXPECT_FALSE(simulation.run(store.read(id)));
  }
  run("DROP TRIGGER full");
  SqliteSessions store{file(), simulation.worker()};
  EXPECT_TRUE(simulation.run(store.write(id, record("1"), Writing::begin)));
}

TEST_F(SqliteSessionsTest, LetSoManyWaitAndNotOneMore) {
  SqliteSessions store{file(), simulation.worker(), {.most_waiting = 2}};
  int answered = 0, refused = 0;
  TaskGroup tasks{[&](std::exception_ptr) { ++refused; }};
  const auto ask = [](Store& of, int& count) -> Task<> {
    co_await of.read(new_id());
    ++count;
  };
  simulation.run_on(simulation.loop(), [&] {
    for (int i = 0; i < 3; ++i) tasks.spawn(ask(store, answered));
  });
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(refused, 1);
}

TEST_F(SqliteSessionsTest, ThatAreWrittenAtOnceGoToTheDiskTogether) {
  const auto written_in = [&](int count) {
    const auto directory_of_this = directory.path() / std::to_string(count);
    std::filesystem::create_directory(directory_of_this);
    SqliteSessions store{directory_of_this / "sessions.db", simulation.worker(), {.clock = clock.read()}};
    int written = 0;
    TaskGroup tasks;
    const auto write = [](Store& to, Record what, int& done) -> Task<> {
      if (co_await to.write(new_id(), std::move(what), Writing::begin)) ++done;
    };
    simulation.run_on(simulation.loop(), [&] {
      for (int i = 0; i < count; ++i) tasks.spawn(write(store, record("1"), written));
    });
    EXPECT_EQ(written, count);
    return std::filesystem::file_size(directory_of_this / "sessions.db-wal");
  };
  // A commit writes each page that it has changed: one by one they would be a hundred and fifty pages and more.
  EXPECT_LT(written_in(50), written_in(1) + 30U * 4096);
}

TEST_F(SqliteSessionsTest, ThatAreWrittenAtOnceFailTogetherAndTheNextOneIsWritten) {
  {
    SqliteSessions store{file(), simulation.worker()};
  }
  run("CREATE TRIGGER odd BEFORE INSERT ON sessions WHEN NEW.value = '13' BEGIN SELECT RAISE(ABORT, 'thirteen'); END");
  SqliteSessions store{file(), simulation.worker(), {.clock = clock.read()}};
  int written = 0, failed = 0;
  TaskGroup tasks{[&](std::exception_ptr) { ++failed; }};
  const auto write = [](Store& to, Record what, int& done) -> Task<> {
    if (co_await to.write(new_id(), std::move(what), Writing::begin)) ++done;
  };
  simulation.run_on(simulation.loop(), [&] {
    for (const auto* value : {"12", "13", "14"}) tasks.spawn(write(store, record(value), written));
  });
  EXPECT_EQ(written, 0);
  EXPECT_EQ(failed, 3);
  EXPECT_TRUE(simulation.run(store.write(new_id(), record("15"), Writing::begin)));
}

TEST_F(SqliteSessionsTest, AreUsedByAllLoopsAtOnce) {
  WorkerThreads worker;
  SqliteSessions store{file(), worker};
  Loops loops{2};
  loops.start();
  const auto visit = [](Store& of) -> Task<> {
    const auto now = unix_millis_now();
    for (int i = 0; i < 20; ++i) {
      const auto id = new_id();
      const Record kept{.value = "1", .user = "ann", .begun = now, .used = now, .expires = now + 1'000'000};
      co_await of.write(id, kept, Writing::begin);
      if (!co_await of.read(id)) throw std::runtime_error("it is not there");
    }
  };
  const auto both = [](auto one, Loops& on, Store& of) {
    std::jthread other{[&] { block_on(on[1], one(of)); }};
    block_on(on[0], one(of));
  };
  both(visit, loops, store);
  std::size_t erased = 0;
  block_on(loops[0], [](Store& of, std::size_t& count) -> Task<> {
    count = (co_await of.erase_user("ann")).size();
  }(store, erased));
  loops.finish();
  EXPECT_EQ(erased, 40U);
}

}  // namespace adapters
