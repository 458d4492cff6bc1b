#include "adapters/sessions_postgres/postgres_sessions.hpp"

#include "adapters/postgres/test_client.hpp"
#include "adapters/postgres/test_server.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/sessions/test_store_contract.hpp"

#include <condition_variable>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace adapters {
namespace {

using namespace std::chrono_literals;
using kotori::sessions::new_id;
using kotori::sessions::Record;
using kotori::sessions::Writing;

/// A process that uses the database, as far as the database can tell, and what it hears.
class Process {
 public:
  explicit Process(const postgres::Settings& settings, PostgresSessionsOptions options = {}) {
    store_.emplace(loops_[0], worker_, settings, std::move(options));
    store_->listen([this](const std::string& id) {
      const std::lock_guard lock{mutex_};
      heard_.insert(id);
      changed_.notify_all();
    });
    loops_.start();
  }
  ~Process() { kotori::block_on(loops_[0], store_->stop()); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  PostgresSessions& store() { return *store_; }
  template <class T> T run(kotori::Task<T> task) { return postgres::run_on(loops_[0], std::move(task)); }
  bool reached() { return run(store_->reached_within(20s)); }
  bool begin(const std::string& id, std::string user = "") {
    const auto now = kotori::unix_millis_now();
    Record record{.value = "1", .user = std::move(user), .begun = now, .used = now, .expires = now + 60'000};
    return run(store_->write(id, std::move(record), Writing::begin));
  }
  /// Waits until it has heard that this session was erased.
  bool hears(const std::string& id) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, 20s, [&] { return heard_.contains(id); });
  }
  bool has_heard(const std::string& id) {
    const std::lock_guard lock{mutex_};
    return heard_.contains(id);
  }

 private:
  kotori::Loops loops_{2};
  kotori::WorkerThreads worker_;
  std::optional<PostgresSessions> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> heard_;
};

}  // namespace
}  // namespace adapters

namespace kotori::inline v0::sessions {
namespace {

struct InPostgres {
  TestClock clock;
  adapters::Process simulation{adapters::postgres::TestServer::shared().new_database(), {.clock = clock.read()}};
  adapters::PostgresSessions& store = simulation.store();
  InPostgres() { EXPECT_TRUE(simulation.reached()); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, StoreContract, InPostgres);

}  // namespace
}  // namespace kotori::inline v0::sessions

namespace adapters {

struct PostgresSessionsTest : testing::Test {
  postgres::TestServer& server = postgres::TestServer::shared();
  postgres::Settings database = server.new_database();
  std::int64_t count(const std::string& table) {
    return postgres::Session{database}.run("SELECT count(*) FROM " + table).integer(0, 0);
  }
};

TEST_F(PostgresSessionsTest, AreThoseOfAllProcesses) {
  Process one{database}, other{database};
  ASSERT_TRUE(one.reached() && other.reached());
  const auto id = new_id();
  ASSERT_TRUE(one.begin(id));
  EXPECT_EQ(other.run(other.store().read(id))->value, "1");
}

TEST_F(PostgresSessionsTest, EndAtAllProcessesWhenOneErasesThem) {
  Process one{database}, other{database};
  ASSERT_TRUE(one.reached() && other.reached());
  const auto id = new_id(), anns = new_id(), hers = new_id(), bobs = new_id();
  ASSERT_TRUE(one.begin(id) && one.begin(anns, "ann") && one.begin(hers, "ann") && one.begin(bobs, "bob"));
  EXPECT_TRUE(one.run(one.store().erase(id)));
  EXPECT_TRUE(other.hears(id));
  EXPECT_EQ(one.run(one.store().erase_user("ann")).size(), 2U);
  EXPECT_TRUE(other.hears(anns) && other.hears(hers));
  EXPECT_FALSE(other.has_heard(bobs));
}

TEST_F(PostgresSessionsTest, EndAtAProcessThatWasCutOffWhenItComesBack) {
  postgres::TestServer own;
  const auto there = own.new_database();
  const auto id = new_id();
  Process other{there};
  ASSERT_TRUE(other.reached() && other.begin(id));
  own.kill();
  own.start();
  // Said while nobody listens: before the process has found its server again, or just after, whoever is first.
  postgres::Session{there}.run(
      "WITH gone AS (DELETE FROM sessions RETURNING id) "
      "INSERT INTO erased_sessions SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, id FROM gone");
  ASSERT_TRUE(other.reached());
  own.terminate_connections(there);
  EXPECT_TRUE(other.hears(id));
}

TEST_F(PostgresSessionsTest, EndAlsoWhenTheNotificationIsLost) {
  Process other{database, {.look_every = 20ms}};
  const auto id = new_id();
  ASSERT_TRUE(other.reached() && other.begin(id));
  postgres::Session{database}.run(
      "INSERT INTO erased_sessions SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, id FROM sessions");
  EXPECT_TRUE(other.hears(id));
}

TEST_F(PostgresSessionsTest, AreDeletedWhenTheyHaveExpired) {
  kotori::sessions::TestClock clock;
  Process one{database, {.clock = clock.read()}};
  ASSERT_TRUE(one.reached());
  const auto record = [&] {
    return Record{.value = "1", .user = {}, .begun = clock.now, .used = clock.now, .expires = clock.now + 1000};
  };
  for (int i = 0; i < 20; ++i) one.run(one.store().write(new_id(), record(), Writing::begin));
  clock.advance(1000ms);
  one.run(one.store().write(new_id(), record(), Writing::begin));
  one.run(one.store().write(new_id(), record(), Writing::begin));
  EXPECT_EQ(count("sessions"), 2);
}

TEST_F(PostgresSessionsTest, OfANewerProgramAreLeftAlone) {
  {
    Process one{database};
    ASSERT_TRUE(one.reached());
  }
  postgres::Session{database}.run("UPDATE sessions_version SET version = 2");
  Process other{database};
  EXPECT_FALSE(other.run(other.store().reached_within(200ms)));
  EXPECT_THROW(other.run(other.store().read(new_id())), postgres::DatabaseError);
}

TEST_F(PostgresSessionsTest, MayBeBegunByManyProcessesAtOnce) {
  std::vector<std::unique_ptr<Process>> many;
  for (int i = 0; i < 8; ++i) many.push_back(std::make_unique<Process>(database));
  for (const auto& each : many) EXPECT_TRUE(each->reached());
  EXPECT_EQ(count("sessions_version"), 1);
}

TEST_F(PostgresSessionsTest, SayWhenTheDatabaseIsOutOfReach) {
  Process one{{.url = "host=/nowhere/at/all"}};
  EXPECT_THROW(one.run(one.store().read(new_id())), postgres::DatabaseError);
  EXPECT_THROW(one.begin(new_id()), postgres::DatabaseError);
}

}  // namespace adapters
