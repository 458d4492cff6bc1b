#include "tests/moving/moving.hpp"

#include "adapters/log_postgres/test_node.hpp"

#include <gmock/gmock.h>
#include <variant>

/// `kotori move`, but for what the command line says.
namespace adapters {
namespace {
using postgres::Session;
using postgres::TestServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// All rows of a query, as texts; a deleted text is empty everywhere.
std::vector<std::string> rows_of(KeptTables& tables, const std::string& sql, int columns) {
  std::vector<std::string> all;
  for (const auto row = tables.rows(sql); row->next();) {
    std::string line;
    for (int column = 0; column < columns; ++column) {
      const auto text = row->view(column);
      if (text.find_first_not_of('\0') != std::string_view::npos) line += text;
      line += '|';
    }
    all.push_back(line);
  }
  return all;
}

constexpr const char* everything_said =
    "SELECT room, seq, kind, at, author, device, client_id, name, body, message, thread FROM facts ORDER BY room, seq";
constexpr const char* all_there_is =
    "(SELECT count(*) FROM people) + (SELECT count(*) FROM facts) + (SELECT count(*) FROM states)"
    " + (SELECT count(*) FROM reactions) + (SELECT count(*) FROM members) + (SELECT count(*) FROM cursors)";

}  // namespace

TEST_F(Moving, KeepsEveryRowOfEveryTable) {
  ASSERT_THAT(move(), IsEmpty());
  Departure source{data};
  Session session{there};
  session.run("BEGIN");
  postgres::TablesOfDatabase target{session};
  const auto compare = [&](const std::string& sql, int columns, std::size_t size) {
    const auto rows = rows_of(target, sql, columns);
    EXPECT_EQ(rows, rows_of(source.tables(), sql, columns)) << sql;
    EXPECT_EQ(rows.size(), size) << sql;
  };
  compare("SELECT epoch, newcomers FROM log", 2, 1);
  compare("SELECT number, id, name, name_key FROM people ORDER BY number", 4, 3);
  compare("SELECT id, name, key, head, topic, opener, CAST(closed AS INTEGER) FROM rooms ORDER BY id", 7, 2);
  compare(everything_said, 11, 19);
  compare("SELECT room, seq, edited, deleted, pinned, replies FROM states ORDER BY room, seq", 6, 2);
  compare("SELECT room, message, emoji, author, seq FROM reactions ORDER BY room, message, emoji, author", 5, 1);
  compare("SELECT person, room FROM members ORDER BY person, room", 2, 2);
  compare("SELECT person, room, seq FROM cursors ORDER BY person, room", 3, 3);
}

TEST_F(Moving, ComparesSoThatAnyDifferenceShows) {
  ASSERT_THAT(move(), IsEmpty());
  change_here("UPDATE facts SET at = at + 1 WHERE room = 7 AND seq = 6");
  Departure source{data};
  Session session{there};
  session.run("BEGIN");
  postgres::TablesOfDatabase target{session};
  EXPECT_NE(rows_of(target, everything_said, 11), rows_of(source.tables(), everything_said, 11));
}

TEST_F(Moving, KeepsTheKeyOrMakesOne) {
  ASSERT_THAT(move(), IsEmpty());
  EXPECT_EQ(asked("SELECT convert_from(key, 'UTF8') FROM log"), test_key);
  there = TestServer::shared().new_database();
  ASSERT_THAT(move(std::nullopt), IsEmpty());
  EXPECT_EQ(asked("SELECT length(key) || (key = convert_to('" + test_key + "', 'UTF8'))::text FROM log"), "32false");
}

TEST_F(Moving, IsGoneOnWithThere) {
  ASSERT_THAT(move(), IsEmpty());
  TestNode node{there};
  EXPECT_EQ(node.log().epoch(), chat::Epoch{"the first"});
  const auto cleo = node.admit({std::string(32, 'd')}).value();
  EXPECT_EQ(cleo.visitor.person.name, "user3");
  const auto bobs = node.admit(bob).value();
  EXPECT_EQ(bobs.visitor.number, chat::VisitorNumber{1});
  EXPECT_EQ(bobs.rooms.at(0).head, chat::Seq{13});
  EXPECT_EQ(bobs.rooms.at(0).unread, 13U);

  auto again = says(ann, "2");
  again.by.device = {"d"};
  EXPECT_EQ(std::get<chat::Duplicate>(node.append(again)).seq, chat::Seq{2});
  EXPECT_EQ(chat::protocol::seq_of(std::get<chat::Stored>(node.append(says(bob, "new"))).fact), chat::Seq{14});
  auto opens = says(bob, "another", {"meadow"});
  opens.what = chat::Open{"meadow", ""};
  EXPECT_TRUE(std::holds_alternative<chat::Stored>(node.append(opens)));
  opens = says(bob, "the same", {"garden"});
  opens.what = chat::Open{"garden", ""};
  EXPECT_EQ(node.append(opens), chat::Outcome{chat::Conflict::room_exists});

  const auto page = node.read({.room = chat::lobby, .limit = 100}).value();
  EXPECT_EQ(page.facts.size(), 14U);
  const auto& hello = std::get<chat::protocol::Said>(page.facts.at(1));
  EXPECT_EQ(hello.text, "hallo");
  EXPECT_EQ(hello.state->replies, 2U);
  EXPECT_THAT(*hello.state->reactions, ElementsAre(chat::Reaction{"Y", 1, {bob}}));
  EXPECT_EQ(std::get<chat::protocol::Said>(page.facts.at(9)).text, "");
}

TEST_F(Moving, LeavesNothingUntilItIsKept) {
  {
    Departure source{data};
    Arrival target{there.url, source.tables()};
    target.copy(test_key, [](std::uint64_t) {});
  }
  EXPECT_EQ(asked(std::string{"SELECT "} + all_there_is), "0");
  EXPECT_NE(asked("SELECT epoch FROM log"), "the first");
  EXPECT_EQ(asked("SELECT name || head FROM rooms"), "lobby0");
  EXPECT_THAT(move(), IsEmpty());
  EXPECT_EQ(asked(std::string{"SELECT "} + all_there_is), "30");
}

TEST_F(Moving, DoesNotKnowWhetherItIsKeptWhenTheConnectionIsLost) {
  {
    Departure source{data};
    Arrival target{there.url, source.tables()};
    target.copy(test_key, [](std::uint64_t) {});
    TestServer::shared().terminate_connections(there);
    EXPECT_EQ(target.commit(), Arrival::Outcome::unknown);
  }
  EXPECT_EQ(asked(std::string{"SELECT "} + all_there_is), "0");
}

TEST_F(Moving, IsRefusedWhereSomebodyHasBeen) {
  {
    TestNode node{there};
    ASSERT_TRUE(node.admit(ann));
  }
  EXPECT_THAT(why_not([&] { move(); }), HasSubstr("somebody has been there: a chat moves into an empty database"));
}

TEST_F(Moving, IsDoneWhereOnlyANodeHasBeen) {
  {
    const TestNode node{there};
  }
  EXPECT_THAT(move(), IsEmpty());
  EXPECT_EQ(TestNode{there}.log().epoch(), chat::Epoch{"the first"});
}

TEST_F(Moving, IsRefusedASecondTime) {
  ASSERT_THAT(move(), IsEmpty());
  EXPECT_THAT(why_not([&] { move(); }), HasSubstr("this chat is there already"));
}

TEST_F(Moving, IsRefusedWhileANodeServesIt) {
  TestNode node{there};
  ASSERT_TRUE(node.run(node.log().nodes().enter("n1")));
  EXPECT_THAT(why_not([&] { move(); }), HasSubstr("the node n1 serves it"));
  Session{there}.run("UPDATE nodes SET renewed = renewed - interval '31 seconds'");
  EXPECT_THAT(move(), IsEmpty());
}

TEST_F(Moving, LetsNobodyInMeanwhile) {
  Departure source{data};
  {
    Arrival target{there.url, source.tables()};
    EXPECT_THAT(why_not([&] { const PostgresLog log{there.url, {.for_statement = std::chrono::milliseconds{100}}}; }),
                HasSubstr("statement timeout"));
  }
  EXPECT_EQ(why_not([&] { const PostgresLog log{there.url}; }), "done");
}

TEST_F(Moving, IsRefusedWhenTheServerIsOutOfReach) {
  Departure source{data};
  EXPECT_THAT(why_not([&] { Arrival("host=" + data.string() + " user=postgres password=secret", source.tables()); }),
              testing::AllOf(HasSubstr("No such file"), Not(HasSubstr("secret"))));
}

TEST_F(Moving, SaysWhichTextPostgresqlCannotKeep) {
  const std::string cannot = " has a NUL or is not UTF-8, and PostgreSQL keeps neither";
  change_here("UPDATE facts SET body = CAST(x'61FF' AS TEXT) WHERE room = 7 AND seq = 5");
  EXPECT_EQ(why_not([&] { move(); }), R"(room "Garden", seq 5: the text)" + cannot);
  change_here("UPDATE facts SET body = 'roses' || char(0) || 'and more' WHERE room = 7 AND seq = 5");
  EXPECT_EQ(why_not([&] { move(); }), R"(room "Garden", seq 5: the text)" + cannot);
  change_here("UPDATE facts SET body = 'roses', client_id = 'a' || char(0) WHERE room = 7 AND seq = 5");
  EXPECT_EQ(why_not([&] { move(); }), R"(room "Garden", seq 5: the client id)" + cannot);
  change_here(
      "UPDATE facts SET client_id = '2' WHERE room = 7 AND seq = 5; UPDATE people SET name_key = char(0)"
      " WHERE number = 2");
  EXPECT_EQ(why_not([&] { move(); }), "person 2: the key of the name" + cannot);
  change_here("UPDATE people SET name_key = 'user2' WHERE number = 2");
  EXPECT_THAT(move(), IsEmpty());
}

TEST_F(Moving, IsNotKeptWhenSomethingIsWrongWithIt) {
  change_here("UPDATE states SET replies = 7 WHERE seq = 2");
  EXPECT_THAT(move(), ElementsAre(R"(room "lobby", state of seq 2: replies is 7, should be 2)"));
  EXPECT_EQ(asked(std::string{"SELECT "} + all_there_is), "0");
}

}  // namespace adapters
