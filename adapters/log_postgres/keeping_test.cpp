#include "adapters/log_postgres/appends.hpp"
#include "adapters/log_postgres/page_query.hpp"
#include "adapters/log_postgres/test_node.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// How it keeps what it keeps.
namespace adapters {
namespace {
using chat::Outcome;
using chat::Stored;
using chat::Unavailable;
using postgres::Session;
using postgres::TestServer;

kotori::Task<std::vector<Outcome>> append_together(chat::Log& log, std::vector<chat::Intent> intents) {
  std::vector<Outcome> outcomes;
  kotori::TaskGroup group;
  auto one = [&](chat::Intent intent) -> kotori::Task<> { outcomes.push_back(co_await log.append(std::move(intent))); };
  for (auto& each : intents) group.spawn(one(std::move(each)));
  co_await group.join();
  co_return outcomes;
}

std::vector<chat::Intent> many(std::size_t count, const std::string& text = "hi") {
  std::vector<chat::Intent> intents;
  for (std::size_t i = 0; i < count; ++i) {
    intents.push_back(says(ann, "many-" + std::to_string(i)));
    intents.back().what = chat::NewText{text, {}};
  }
  return intents;
}

std::int64_t most_in_a_transaction(const postgres::Settings& database) {
  return Session{database}
      .run("SELECT max(size) FROM (SELECT count(*) AS size FROM facts GROUP BY xmin::text) AS sizes")
      .integer(0, 0);
}

// Nor when the statement was planned while nothing was there, as on the first day.
TEST(PostgresLogKeeping, LooksAtNothingElseThatItsAuthorHasSaidBefore) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  Session session{database};
  session.run(
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
      "SET plan_cache_mode = force_generic_plan");
  const auto append = [&](const std::string& client_id) {
    const Request request{.what = says(ann, client_id)};
    const std::vector<const Request*> requests{&request};
    return session.run(postgres::append.sql, postgres::parameters_of(requests, node.log().epoch())).text(0, 1);
  };
  EXPECT_EQ(append("first"), "stored");
  node.run(append_together(node.log(), many(1'000)));
  session.run("BEGIN");
  EXPECT_EQ(append("new"), "stored");
  const std::string fetched = "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'facts'";
  EXPECT_EQ(session.run(fetched).integer(0, 0), 0);
  EXPECT_EQ(append("many-500"), "duplicate");
  EXPECT_EQ(session.run(fetched).integer(0, 0), 1);
}

}  // namespace

TEST(PostgresLogKeeping, RefusesMoreThanMayWait) {
  TestNode node{TestServer::shared().new_database(), {.most_pending = 2}};
  ASSERT_TRUE(node.admit(ann));
  EXPECT_THAT(node.run(append_together(node.log(), many(3))),
              testing::ElementsAre(Outcome{Unavailable{}}, testing::VariantWith<Stored>(testing::_),
                                   testing::VariantWith<Stored>(testing::_)));
}

TEST(PostgresLogKeeping, StoresWhatWaitsTogetherInOneTransactionOf256AtMost) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  node.run(append_together(node.log(), many(1'000)));
  EXPECT_EQ(most_in_a_transaction(database), 256);
}

TEST(PostgresLogKeeping, EndsAPageOfLargeTextsEarly) {
  TestNode node{TestServer::shared().new_database()};
  ASSERT_TRUE(node.admit(ann));
  node.run(append_together(node.log(), many(40, std::string(16'000, 'x'))));
  const auto page = node.read({.room = chat::lobby, .limit = 200}).value();
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.facts.size(), 9U);
  EXPECT_EQ(chat::protocol::seq_of(page.facts.back()), chat::Seq{40});
}

TEST(PostgresLogKeeping, LeavesNoDeletedTextInAnyRow) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  auto secret = says(ann, "1");
  secret.what = chat::NewText{"a secret word", {}};
  node.append(secret);
  auto edit = says(ann, "2");
  edit.what = chat::Edit{{1}, "a secret word, edited"};
  node.append(edit);
  const std::string found = "SELECT count(*) FROM facts WHERE body LIKE '%secret%'";
  EXPECT_EQ(Session{database}.run(found).integer(0, 0), 2);
  auto deletion = says(ann, "3");
  deletion.what = chat::Delete{{1}};
  ASSERT_TRUE(std::holds_alternative<Stored>(node.append(deletion)));
  EXPECT_EQ(Session{database}.run(found).integer(0, 0), 0);
}

// Also when the tables were empty, or small, when they were last looked at.
TEST(PostgresLogKeeping, ReadsAPageByOneWalkAlongAnIndex) {
  const auto database = TestServer::shared().new_database();
  TestNode node{database};
  ASSERT_TRUE(node.admit(ann));
  node.run(append_together(node.log(), many(1'000)));
  Session session{database};
  session.run(
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
      "SET plan_cache_mode = force_generic_plan");
  for (const bool upwards : {false, true}) {
    const auto name = std::string{"page_"} + (upwards ? "up" : "down");
    session.run("PREPARE " + name + " (text, bigint, bigint, bigint, bigint) AS " +
                postgres::page_query(upwards, false).sql);
    const auto rows = session.run("EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) EXECUTE " + name +
                                  "('lobby', 100, 900, 51, 131072)");
    std::string plan;
    for (std::size_t row = 0; row < rows.size(); ++row) plan += rows.text(row, 0) + "\n";
    EXPECT_THAT(plan, testing::HasSubstr("using facts_pkey on facts facts_1 (actual rows=51")) << plan;
    EXPECT_THAT(plan, testing::Not(testing::HasSubstr("Seq Scan"))) << plan;
    EXPECT_THAT(plan, testing::Not(testing::HasSubstr("Sort"))) << plan;
  }
}

}  // namespace adapters
