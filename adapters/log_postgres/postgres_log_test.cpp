#include "adapters/log_postgres/schema.hpp"
#include "adapters/log_postgres/test_node.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace adapters {
namespace {
using namespace std::chrono_literals;
using chat::Duplicate;
using chat::Outcome;
using chat::Stored;
using chat::Unavailable;
using postgres::Session;
using postgres::TestServer;

std::string name_of(const postgres::Settings& database) { return database.url.substr(database.url.rfind('=') + 1); }

}  // namespace

TEST(PostgresLogBeginning, IsTheSameForAllWhoBeginAtOnce) {
  const auto database = TestServer::shared().new_database();
  std::vector<std::future<std::unique_ptr<TestNode>>> beginning;
  for (int i = 0; i < 5; ++i)
    beginning.push_back(std::async(std::launch::async, [&] { return std::make_unique<TestNode>(database); }));
  std::vector<std::unique_ptr<TestNode>> nodes;
  for (auto& each : beginning) nodes.push_back(each.get());
  for (auto& node : nodes) {
    EXPECT_EQ(node->log().epoch(), nodes[0]->log().epoch());
    EXPECT_EQ(node->log().key(), nodes[0]->log().key());
  }
  EXPECT_EQ(nodes[0]->log().key().size(), 32U);
  EXPECT_TRUE(nodes[3]->admit(ann));
  EXPECT_TRUE(std::holds_alternative<Stored>(nodes[4]->append(says(ann, "1"))));
}

TEST(PostgresLogBeginning, UsesWhatANewerProgramHasAddedTo) {
  const auto database = TestServer::shared().new_database();
  TestNode before{database};
  EXPECT_TRUE(before.admit(ann));
  Session{database}.run(
      "ALTER TABLE facts ADD COLUMN later text; CREATE FUNCTION append_2(text) RETURNS void LANGUAGE sql AS '';"
      "UPDATE schema SET version = 99");
  EXPECT_TRUE(std::holds_alternative<Stored>(before.append(says(ann, "1"))));
  TestNode again{database};
  EXPECT_TRUE(std::holds_alternative<Stored>(again.append(says(ann, "2"))));
  EXPECT_EQ(Session{database}.run("SELECT version FROM schema").integer(0, 0), 99);
}

TEST(PostgresLogBeginning, RefusesWhatANewerProgramHasMade) {
  const auto database = TestServer::shared().new_database();
  {
    const TestNode node{database};
  }
  Session{database}.run("UPDATE schema SET version = 99, serves = 2");
  try {
    const TestNode node{database};
    FAIL();
  } catch (const std::runtime_error& refusal) {
    EXPECT_THAT(refusal.what(), testing::HasSubstr("made by a newer kotori"));
  }
}

TEST(PostgresLogBeginning, NeedsNoRightToMakeTablesThatAreThere) {
  auto database = TestServer::shared().new_database();
  {
    const TestNode node{database};
  }
  Session{database}.run("CREATE ROLE guest_" + name_of(database) + " LOGIN; GRANT USAGE ON SCHEMA kotori TO guest_" +
                        name_of(database) + "; GRANT ALL ON ALL TABLES IN SCHEMA kotori TO guest_" + name_of(database) +
                        "; GRANT ALL ON ALL SEQUENCES IN SCHEMA kotori TO guest_" + name_of(database));
  database.url += " user=guest_" + name_of(database);
  TestNode node{database};
  EXPECT_TRUE(node.admit(ann));
  EXPECT_TRUE(std::holds_alternative<Stored>(node.append(says(ann, "1"))));
}

TEST(PostgresLogInDoubt, FindsThatItWasStoredThoughTheAnswerIsLost) {
  TestServer server;
  const auto database = server.new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  // A commit waits, when it is on disk already, for a standby that there is not.
  Session{database}.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  Session{database}.run("SELECT pg_reload_conf()");
  wait_until(database, "setting = 'nobody' FROM pg_settings WHERE name = 'synchronous_standby_names'");
  auto outcome = std::async(std::launch::async, [&] { return node.append(says(ann, "1")); });
  wait_until(database, "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep')");
  server.terminate_connections(database);
  Session{database}.run("ALTER SYSTEM RESET synchronous_standby_names");
  Session{database}.run("SELECT pg_reload_conf()");
  const auto answer = outcome.get();
  ASSERT_TRUE(std::holds_alternative<Duplicate>(answer)) << answer.index();
  EXPECT_EQ(std::get<Duplicate>(answer).seq, chat::Seq{1});
  EXPECT_EQ(node.read({.room = chat::lobby, .limit = 9})->facts.size(), 1U);
}

// The control of the one before: nobody sends it again, and so nobody knows.
TEST(PostgresLogInDoubt, IsUnavailableThoughItIsStoredWhenItMayNotBeSentAgain) {
  TestServer server;
  const auto database = server.new_database();
  TestNode node{database, {.in_doubt = 0s}};
  ASSERT_TRUE(node.admit(ann));
  Session{database}.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  Session{database}.run("SELECT pg_reload_conf()");
  wait_until(database, "setting = 'nobody' FROM pg_settings WHERE name = 'synchronous_standby_names'");
  auto outcome = std::async(std::launch::async, [&] { return node.append(says(ann, "1")); });
  wait_until(database, "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep')");
  server.terminate_connections(database);
  EXPECT_EQ(outcome.get(), Outcome{Unavailable{}});
  Session{database}.run("ALTER SYSTEM RESET synchronous_standby_names");
  Session{database}.run("SELECT pg_reload_conf()");
  EXPECT_EQ(std::get<Duplicate>(node.append_at_last(says(ann, "1"))).seq, chat::Seq{1});
}

TEST(PostgresLogInDoubt, StoresWhatWasNotStoredWhenTheConnectionWasLost) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  Session other{database};
  other.run("BEGIN; SELECT FROM rooms FOR UPDATE");
  auto outcome = std::async(std::launch::async, [&] { return node.append(says(ann, "1")); });
  const std::string waits =
      "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() "
      "AND wait_event_type = 'Lock')";
  wait_until(database, waits);
  Session{database}.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
      "AND datname = current_database()");
  wait_until(database, waits);
  other.run("COMMIT");
  EXPECT_EQ(chat::protocol::seq_of(std::get<Stored>(outcome.get()).fact), chat::Seq{1});
}

TEST(PostgresLogWithoutAServer, SaysSoAtOnceAndComesBackWithAllItHas) {
  TestServer server;
  TestNode node{server.new_database()};
  ASSERT_TRUE(node.admit(ann));
  ASSERT_TRUE(std::holds_alternative<Stored>(node.append(says(ann, "1"))));
  const auto epoch = node.log().epoch();
  server.kill();
  while (node.log().reachable()) EXPECT_FALSE(std::holds_alternative<Stored>(node.append(says(ann, "2"))));
  EXPECT_EQ(node.append(says(ann, "2")), Outcome{Unavailable{}});
  while (node.read({.room = chat::lobby, .limit = 9})) {
  }
  EXPECT_FALSE(node.admit(ann));
  server.start();
  EXPECT_EQ(chat::protocol::seq_of(std::get<Stored>(node.append_at_last(says(ann, "2"))).fact), chat::Seq{2});
  EXPECT_EQ(std::get<Duplicate>(node.append(says(ann, "1"))).seq, chat::Seq{1});
  EXPECT_EQ(node.log().epoch(), epoch);
  EXPECT_TRUE(node.log().reachable());
}

TEST(PostgresLogThatIsReadOnly, LetsInWhoIsKnownAndIsReadUntilItMayBeWrittenAgain) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  ASSERT_TRUE(std::holds_alternative<Stored>(node.append(says(ann, "1"))));
  const auto set = "ALTER DATABASE " + name_of(database) + " SET default_transaction_read_only = ";
  Session{database}.run(set + "on");
  TestServer::shared().terminate_connections([&] {
    auto any = database;
    any.wanted = postgres::Wanted::primary;
    return any;
  }());
  while (node.log().reachable()) node.append(says(ann, "2"));
  EXPECT_EQ(node.append(says(ann, "2")), Outcome{Unavailable{}});
  for (;;) {
    if (const auto admission = node.admit(ann)) {
      EXPECT_EQ(admission->rooms.at(0).head, chat::Seq{1});
      break;
    }
  }
  EXPECT_FALSE(node.admit(bob));
  EXPECT_EQ(node.read({.room = chat::lobby, .limit = 9})->facts.size(), 1U);
  auto any = database;
  any.wanted = postgres::Wanted::primary;
  Session back{any};
  back.run("SET default_transaction_read_only = off");
  back.run(set + "off");
  EXPECT_TRUE(std::holds_alternative<Stored>(node.append_at_last(says(ann, "2"))));
}

TEST(PostgresLogEpoch, IsTheOldOneUntilTheNewOneIsAdopted) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  std::promise<void> changed;
  node.log().when_changed([&] { changed.set_value(); });
  const auto before = node.log().epoch();
  Session{database}.run("UPDATE log SET epoch = 'another'");
  EXPECT_EQ(node.append(says(ann, "1")), Outcome{Unavailable{}});
  changed.get_future().wait();
  EXPECT_EQ(node.append(says(ann, "1")), Outcome{Unavailable{}});
  EXPECT_FALSE(node.admit(ann));
  EXPECT_FALSE(node.read({.room = chat::lobby, .limit = 1}));
  EXPECT_FALSE(node.log().reachable());
  EXPECT_EQ(node.log().epoch(), before);
  node.log().adopt();
  EXPECT_EQ(node.log().epoch(), chat::Epoch{"another"});
  EXPECT_TRUE(std::holds_alternative<Stored>(node.append_at_last(says(ann, "1"))));
}

TEST(PostgresLogEpoch, IsAnotherOnceAStandbyHasTakenOver) {
  TestServer primary;
  const auto database = primary.new_database();
  TestNode first{database};
  ASSERT_TRUE(first.admit(ann));
  ASSERT_TRUE(std::holds_alternative<Stored>(first.append(says(ann, "1"))));
  TestServer standby{primary};
  auto either = database;
  either.url = "host=" + primary.host() + "," + standby.host() + " user=postgres dbname=" + name_of(database);
  TestNode node{either}, other{either};
  std::promise<void> changed;
  node.log().when_changed([&] { changed.set_value(); });
  const auto before = node.log().epoch();
  EXPECT_EQ(before, first.log().epoch());
  primary.kill();
  standby.promote();
  changed.get_future().wait();
  EXPECT_EQ(node.append(says(ann, "2")), Outcome{Unavailable{}});
  node.log().adopt();
  EXPECT_NE(node.log().epoch(), before);
  EXPECT_TRUE(std::holds_alternative<Stored>(node.append_at_last(says(ann, "2"))));
  // Whoever comes second finds what the first has written.
  while (!other.log().reachable()) other.log().adopt();
  EXPECT_EQ(other.log().epoch(), node.log().epoch());
}

TEST(PostgresLogNodes, LiveAsLongAsTheySayThatTheyDo) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  auto& nodes = node.log().nodes();
  const auto a = node.run(nodes.enter("a")).value(), b = node.run(nodes.enter("b")).value();
  EXPECT_EQ(node.run(nodes.renew(a)).value(), (std::vector{b}));
  Session{database}.run("UPDATE nodes SET renewed = renewed - interval '31 seconds' WHERE name = 'b'");
  EXPECT_EQ(node.run(nodes.renew(a)).value(), std::vector<chat::NodeId>{});
  EXPECT_EQ(node.run(nodes.renew(b)).value(), (std::vector{a}));
  EXPECT_EQ(node.run(nodes.renew(a)).value(), (std::vector{b}));
  auto leave = [&]() -> kotori::Task<bool> {
    co_await nodes.leave(b);
    co_return true;
  };
  node.run(leave());
  EXPECT_EQ(node.run(nodes.renew(a)).value(), std::vector<chat::NodeId>{});
}

TEST(PostgresLogNodes, EndWhenALaterLifeOfTheirNameHasBegun) {
  TestNode node{TestServer::shared().new_database()};
  auto& nodes = node.log().nodes();
  const auto before = node.run(nodes.enter("a")).value(), after = node.run(nodes.enter("a")).value();
  EXPECT_GT(after.life, before.life);
  EXPECT_EQ(node.run(nodes.renew(before)).error().code, kotori::ErrorCode::conflict);
  EXPECT_TRUE(node.run(nodes.renew(after)));
}

}  // namespace adapters
