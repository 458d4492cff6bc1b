#include "adapters/postgres/test_client.hpp"
#include "adapters/postgres/test_server.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <vector>

namespace adapters::postgres {
namespace {
using namespace std::chrono_literals;

constexpr Statement echo{"echo", "SELECT $1, $2, $3, $4"};
constexpr Statement add{"add", "INSERT INTO notes VALUES ($1)"};
constexpr Statement count{"count", "SELECT count(*) FROM notes"};
constexpr Statement last_words{"last_words", "SELECT pg_terminate_backend(pg_backend_pid())"};
constexpr Statement long_sleep{"long_sleep", "SELECT pg_sleep(60)"};
constexpr Statement divide{"divide", "SELECT 1 / $1"};

Settings with_notes() {
  auto settings = TestServer::shared().new_database();
  Session{settings}.run("CREATE SCHEMA kotori; CREATE TABLE notes (number bigint)");
  return settings;
}

/// Begins all of them in one turn.
std::vector<Answer> query_together(TestClient& client, const Statement& statement, std::vector<Parameters> asked) {
  auto all = [](Connection& connection, const Statement& each,
                std::vector<Parameters> of) -> kotori::Task<std::vector<Answer>> {
    std::vector<Answer> answers;
    kotori::TaskGroup group;
    auto one = [&](Parameters parameters) -> kotori::Task<> {
      answers.push_back(co_await connection.query(each, std::move(parameters)));
    };
    for (auto& parameters : of) group.spawn(one(std::move(parameters)));
    co_await group.join();
    co_return answers;
  };
  return run_on(client.loop(), all(client.connection(), statement, std::move(asked)));
}

}  // namespace

TEST(PostgresConnection, GivesBackWhatItWasGivenByteForByte) {
  TestClient client{{.settings = with_notes()}};
  ASSERT_TRUE(client.reached());
  const std::vector<std::string_view> texts{"小鳥 🐦", "'; DROP TABLE notes; --", R"({"a",\N,NULL})", ""};
  const std::vector<std::optional<std::int64_t>> numbers{1, {}, -7};
  const auto answer = client.query(
      echo, Parameters{}.add(texts[1]).add(std::int64_t{-42}).add(std::span{texts}).add(std::span{numbers}));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->view(0, 0), texts[1]);
  EXPECT_EQ(answer->integer(0, 1), -42);
  EXPECT_EQ(answer->view(0, 2), R"({"小鳥 🐦","'; DROP TABLE notes; --","{\"a\",\\N,NULL}",""})");
  EXPECT_EQ(answer->view(0, 3), "{1,NULL,-7}");
}

TEST(PostgresConnection, AnswersManyInTheOrderInWhichTheyWereBegun) {
  TestClient client{{.settings = with_notes()}};
  ASSERT_TRUE(client.reached());
  std::vector<Parameters> asked;
  const std::vector<std::string_view> none;
  const std::vector<std::optional<std::int64_t>> nothing;
  const std::string long_text(20'000, 'x');  // more than a socket holds
  for (std::int64_t i = 0; i < 500; ++i)
    asked.push_back(Parameters{}.add(long_text).add(i).add(std::span{none}).add(std::span{nothing}));
  const auto answers = query_together(client, echo, std::move(asked));
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i]->integer(0, 1), static_cast<std::int64_t>(i));
  EXPECT_EQ(answers.size(), 500U);
}

TEST(PostgresConnection, RefusesOneStatementAndDoesTheOthersBesideIt) {
  TestClient client{{.settings = with_notes()}};
  ASSERT_TRUE(client.reached());
  std::vector<Parameters> asked;
  for (const std::int64_t divisor : {1, 0, 1, 0, 1}) asked.push_back(Parameters{}.add(divisor));
  const auto answers = query_together(client, divide, std::move(asked));
  EXPECT_TRUE(answers[0] && answers[2] && answers[4]);
  EXPECT_EQ(answers[1].error().kind, Failure::Kind::refused);
  EXPECT_EQ(answers[3].error().sqlstate, "22012");
}

TEST(PostgresConnection, RefusesAStatementThatCannotBePreparedEachTime) {
  constexpr Statement wrong{"wrong", "SELECT nothing FROM nowhere"};
  TestClient client{{.settings = with_notes()}};
  ASSERT_TRUE(client.reached());
  for (int i = 0; i < 2; ++i) EXPECT_EQ(client.query(wrong).error().sqlstate, "42P01");
  EXPECT_TRUE(client.query(count));
}

TEST(PostgresConnection, SaysWhatIsInDoubtAndComesBack) {
  TestClient client{{.settings = with_notes()}};
  ASSERT_TRUE(client.reached());
  EXPECT_EQ(client.query(last_words).error().kind, Failure::Kind::lost);
  ASSERT_TRUE(client.reached());
  EXPECT_TRUE(client.query(add, Parameters{}.add(std::int64_t{1})));
  EXPECT_EQ(client.query(count)->integer(0, 0), 1);
}

TEST(PostgresConnection, SendsNothingWhileThereIsNoServerAndFindsItAgain) {
  TestServer server;
  TestClient client{{.settings = server.new_database()}};
  ASSERT_TRUE(client.reached());
  constexpr Statement one{"one", "SELECT 1"};
  server.kill();
  while (client.query(one)) {
  }
  EXPECT_EQ(client.query(one).error().kind, Failure::Kind::unsent);
  EXPECT_FALSE(client.connection().reachable());
  server.start();
  ASSERT_TRUE(client.reached());
  EXPECT_TRUE(client.query(one));
}

TEST(PostgresConnection, GivesUpAServerThatDoesNotAnswer) {
  auto settings = with_notes();
  settings.for_statement = 50ms;
  // The server would give it up by itself, so it may not.
  TestClient client{
      {.settings = settings, .greet = [](Session& session) { session.run("SET statement_timeout = 0"); }}};
  ASSERT_TRUE(client.reached());
  EXPECT_EQ(client.query(long_sleep).error().kind, Failure::Kind::lost);
  EXPECT_TRUE(client.reached());
}

TEST(PostgresConnection, EndsWhatWasUnderWayBeforeItBeginsAnew) {
  auto settings = with_notes();
  settings.for_statement = 50ms;
  TestClient client{
      {.settings = settings, .greet = [](Session& session) { session.run("SET statement_timeout = 0"); }}};
  ASSERT_TRUE(client.reached());
  constexpr Statement late{"late", "INSERT INTO notes SELECT 1 FROM pg_sleep(60)"};
  EXPECT_EQ(client.query(late).error().kind, Failure::Kind::lost);
  ASSERT_TRUE(client.reached());
  constexpr Statement others{
      "others",
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT %pg_sleep%' AND datname = current_database()"};
  EXPECT_EQ(client.query(others)->integer(0, 0), 0);
}

TEST(PostgresSession, EndsAnothersProcessAndNoneThatHasTheSameNumber) {
  const auto settings = TestServer::shared().new_database();
  Session first{settings}, second{settings};
  second.end({.pid = first.backend().pid, .began = "2020-02-02 02:02:02+00"});
  EXPECT_EQ(first.run("SELECT 1").integer(0, 0), 1);
  second.end(first.backend());
  EXPECT_THROW(first.run("SELECT 1"), DatabaseError);
  second.end(first.backend());
}

TEST(PostgresConnection, LetsTheServerGiveUpAStatementThatTakesTooLong) {
  auto settings = with_notes();
  settings.for_statement = 50ms;
  TestClient client{{.settings = settings}};
  ASSERT_TRUE(client.reached());
  EXPECT_EQ(client.query(long_sleep).error().sqlstate, "57014");
}

TEST(PostgresConnection, HasOnlySoManyStatementsUnderWay) {
  TestClient client{{.settings = with_notes(), .most_under_way = 3}};
  ASSERT_TRUE(client.reached());
  std::vector<Parameters> asked;
  for (std::int64_t i = 0; i < 5; ++i) asked.push_back(Parameters{}.add(i));
  int unsent = 0;
  for (const auto& answer : query_together(client, add, std::move(asked)))
    if (!answer && answer.error().kind == Failure::Kind::unsent) ++unsent;
  EXPECT_EQ(unsent, 2);
  EXPECT_EQ(client.query(count)->integer(0, 0), 3);
}

TEST(PostgresConnection, HearsWhatIsNotifiedAlsoOnTheNextConnection) {
  const auto settings = with_notes();
  std::mutex mutex;
  std::promise<std::string> heard;
  TestClient client{{.settings = settings,
                     .greet = [](Session& session) { session.run("LISTEN news"); },
                     .on_notification =
                         [&](std::string_view channel, std::string_view payload) {
                           const std::lock_guard lock{mutex};
                           heard.set_value(std::string{channel} + ": " + std::string{payload});
                         }}};
  ASSERT_TRUE(client.reached());
  for (const std::string word : {"first", "second"}) {
    auto next = heard.get_future();
    Session{settings}.run("NOTIFY news, '" + word + "'");
    EXPECT_EQ(next.get(), "news: " + word);
    heard = {};
    EXPECT_FALSE(client.query(last_words));
    ASSERT_TRUE(client.reached());
  }
}

TEST(PostgresConnection, ComesBackWhenItsGreetingFails) {
  auto greetings = std::make_shared<std::atomic<int>>(0);
  TestClient client{{.settings = with_notes(), .greet = [greetings](Session&) {
                       if (++*greetings < 3) throw std::runtime_error("not yet");
                     }}};
  EXPECT_TRUE(client.reached());
  EXPECT_EQ(*greetings, 3);
}

TEST(PostgresConnection, TakesNoServerThatMayNotBeWrittenTo) {
  auto settings = with_notes();
  Session{settings}.run("ALTER DATABASE " + settings.url.substr(settings.url.rfind('=') + 1) +
                        " SET default_transaction_read_only = on");
  EXPECT_THROW(Session{settings}, DatabaseError);
  settings.wanted = Wanted::primary;
  EXPECT_NO_THROW(Session{settings});
}

TEST(PostgresSession, TellsNoPasswordWhenItCannotConnect) {
  for (const std::string url : {"postgres://ann:secret@", "postgres://ann:secret@127.0.0.1:1/x?secret",
                                "host=127.0.0.1 port=1 password=secret", "password='secret"}) {
    try {
      const Session session{{.url = url}};
      FAIL();
    } catch (const DatabaseError& failure) {
      EXPECT_THAT(failure.what(), testing::Not(testing::HasSubstr("secret")));
    }
  }
}

TEST(PostgresSession, WaitsForTheDiskAlsoWhereTheServerWouldNot) {
  const auto settings = with_notes();
  Session{settings}.run("ALTER DATABASE " + settings.url.substr(settings.url.rfind('=') + 1) +
                        " SET synchronous_commit = off");
  EXPECT_EQ(Session{settings}.run("SHOW synchronous_commit").view(0, 0), "on");
}

}  // namespace adapters::postgres
