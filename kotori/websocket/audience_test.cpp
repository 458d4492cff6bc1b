#include "kotori/websocket/audience.hpp"

#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/test_audience.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <optional>

namespace kotori::inline v0::websocket {

TEST_F(AnAudience, TellsEveryoneInOneOrderWithOneWriteATurn) {
  const auto ann = joined(), bob = joined();
  const auto before = members[bob]->server->stream->writes();
  act([&] {
    for (const auto* text : {"one", "two", "three"}) everyone.send(text);
  });
  EXPECT_EQ(heard(ann), (Texts{"one", "two", "three"}));
  EXPECT_EQ(heard(bob), heard(ann));
  EXPECT_EQ(members[bob]->server->stream->writes(), before + 1);
}

TEST_F(AnAudience, IsHeardFromTheMomentOfJoining) {
  const auto ann = joined(), bob = arrive();
  act([&] {
    everyone.send("before");
    seats[bob].emplace(everyone.join(socket(bob)));
    everyone.send("after");
  });
  EXPECT_EQ(heard(ann), (Texts{"before", "after"}));
  EXPECT_EQ(heard(bob), (Texts{"after"}));
}

TEST_F(AnAudience, IsHeardUntilTheMomentOfLeaving) {
  const auto ann = joined(), bob = joined();
  act([&] {
    everyone.send("before");
    seats[bob].reset();
    everyone.send("after");
  });
  EXPECT_EQ(heard(ann), (Texts{"before", "after"}));
  EXPECT_EQ(heard(bob), (Texts{"before"}));
  EXPECT_EQ(everyone.size(), 1U);
}

TEST_F(AnAudience, LosesTheSeatOfAConnectionThatHasGone) {
  joined();
  members.clear();
  EXPECT_EQ(everyone.size(), 0U);
  seats.clear();
}

TEST_F(AnAudience, KeepsASeatThatIsMoved) {
  const auto ann = joined(), bob = joined();
  act([&] {
    std::vector<Seat> moved;
    moved.push_back(*std::exchange(seats[ann], std::nullopt));
    everyone.send("to both");
    seats[ann].emplace(std::move(moved.front()));
  });
  act([&] { everyone.send("still"); });
  EXPECT_EQ(heard(ann), (Texts{"to both", "still"}));
  EXPECT_EQ(heard(bob), heard(ann));
}

TEST_F(AnAudience, LetsADirectSendStandWhereItWasSent) {
  const auto ann = joined(), bob = joined();
  act([&] {
    everyone.send("1");
    socket(ann).send("only you");
    everyone.send("2");
  });
  EXPECT_EQ(heard(ann), (Texts{"1", "only you", "2"}));
  EXPECT_EQ(heard(bob), (Texts{"1", "2"}));
}

TEST_F(AnAudience, IsHeardBeforeACloseThatCameAfter) {
  const auto ann = joined();
  act([&] {
    everyone.send("farewell");
    socket(ann).close();
    everyone.send("too late");
  });
  EXPECT_EQ(heard(ann), (Texts{"farewell"}));
  EXPECT_TRUE(members[ann]->client->ended);
}

TEST_F(AnAudience, SharesTheOneWriteOfATurnWithDirectSends) {
  const auto ann = joined();
  const auto before = members[ann]->server->stream->writes();
  act([&] {
    socket(ann).send("only you");
    everyone.send("all");
  });
  EXPECT_EQ(heard(ann), (Texts{"only you", "all"}));
  EXPECT_EQ(members[ann]->server->stream->writes(), before + 1);
}

TEST_F(AnAudience, DoesNotTellWhoIsExceptedFromAllThatIsSaid) {
  const auto ann = joined(), bob = joined();
  act([&] { everyone.send_except(*seats[ann], "ann is typing"); });
  EXPECT_EQ(heard(ann), Texts{});
  EXPECT_EQ(heard(bob), (Texts{"ann is typing"}));
}

TEST_F(AnAudience, DoesNotTellWhoIsExcepted) {
  const auto ann = joined(), bob = joined();
  act([&] {
    everyone.send("1");
    everyone.send_except(*seats[ann], "ann is typing");
    everyone.send("2");
  });
  EXPECT_EQ(heard(ann), (Texts{"1", "2"}));
  EXPECT_EQ(heard(bob), (Texts{"1", "ann is typing", "2"}));
}

TEST_F(AnAudience, IsHeardTogetherWithOthersInTheOrderOfSending) {
  Audience birds;
  const auto both = joined(), one = joined();
  std::optional<Seat> second;
  act([&] {
    second.emplace(birds.join(socket(both)));
    everyone.send("1");
    birds.send("2");
    everyone.send("3");
    everyone.send("4");
    birds.send("5");
  });
  EXPECT_EQ(heard(both), (Texts{"1", "2", "3", "4", "5"}));
  EXPECT_EQ(heard(one), (Texts{"1", "3", "4"}));
  act([&] { second.reset(); });
}

TEST(Audiences, AreHeardTogetherInTheOrderInWhichTheirLoopHeardThem) {
  struct Room : AnAudience {
    Room() : AnAudience(2) {}
    void TestBody() override {}
  } room;
  struct Afterwards final : TurnEnd {
    void on_turn_end() override { then(); }
    std::function<void()> then;
  } afterwards;
  Audience birds;
  std::optional<Seat> second;
  const auto ann = room.joined(0);
  room.joined(1);
  room.act([&] { second.emplace(birds.join(room.socket(ann))); });
  // What is said on the other loop comes between two that are said here, all in one turn.
  auto& here = room.simulation.loop(0);
  afterwards.then = [&] { here.post([&] { birds.send("3"); }); };
  room.act(
      [&] {
        here.post([&] { birds.send("1"); });
        room.everyone.send("2");
        Loop::current()->at_turn_end(afterwards, 1);
      },
      1);
  EXPECT_EQ(room.heard(ann), (Texts{"1", "2", "3"}));
  room.act([&] { second.reset(); });
}

TEST_F(AnAudience, TellsASlowMemberTheSameInTheEnd) {
  const auto quick = joined(), slow = joined(0, {.capacity = 7});
  Texts said;
  for (int i = 0; i < 300; ++i)
    said.push_back("message " + std::to_string(i) + std::string(static_cast<std::size_t>(i), '.'));
  act([&] {
    for (const auto& text : said) everyone.send(text);
  });
  EXPECT_TRUE(heard(quick) == said);
  EXPECT_TRUE(heard(slow) == said);
}

TEST_F(AnAudience, ClosesAMemberThatDoesNotReadAndKeepsTheOthers) {
  options.outbox_bytes = 2'000;
  const auto quick = joined();
  auto [a, silent] = make_pipe(simulation, simulation.loop(), simulation.loop(), {.capacity = 100});
  std::unique_ptr<TestEnd> stuck;
  std::optional<Seat> seat;
  act([&] {
    stuck = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    seat.emplace(everyone.join(stuck->socket));
  });
  for (int i = 0; i < 50; ++i) act([&] { everyone.send(std::string(100, 'x')); });
  EXPECT_FALSE(stuck->socket.is_open());
  EXPECT_TRUE(socket(quick).is_open());
  EXPECT_EQ(heard(quick).size(), 50U);
  act([&] {
    seat.reset();
    stuck.reset();
  });
}

TEST_F(AnAudience, ClosesAMemberBetweenTwoFramesWhenOneIsMoreThanItMayHold) {
  options.outbox_bytes = 1'000;
  auto [a, slow] = make_pipe(simulation, simulation.loop(), simulation.loop(), {.capacity = 500});
  std::unique_ptr<TestEnd> end;
  std::optional<Seat> seat;
  act([&] {
    end = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    seat.emplace(everyone.join(end->socket));
    everyone.send(std::string(2'000, 'x'));
  });
  const auto heard = read_events(simulation, *slow);
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(std::get<Message>(heard[0]).data, std::string(2'000, 'x'));
  EXPECT_EQ(std::get<Close>(heard[1]).code, CloseCode::slow_reader);
  act([&] {
    seat.reset();
    end.reset();
  });
}

TEST_F(AnAudience, LetsNoSlowMemberKeepAWholeBlockForAFewBytesOfIt) {
  auto [a, slow] = make_pipe(simulation, simulation.loop(), simulation.loop(), {.capacity = 10});
  std::unique_ptr<TestEnd> end;
  const BlockRef block{Block::make(64 * 1024)};
  const auto size = static_cast<std::uint32_t>(encoded_size(3));
  write_frame(block->extend(size), Opcode::text, "few");
  act([&] {
    end = std::make_unique<TestEnd>(Role::server, std::move(a), options);
    end->socket.send("more than there is room for");
  });
  act([&] { end->socket.outbox().share({block, 0, size}); });
  EXPECT_TRUE(block.is_only_one());
  const auto heard = read_events(simulation, *slow);
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(std::get<Message>(heard[1]).data, "few");
  act([&] { end.reset(); });
}

}  // namespace kotori::inline v0::websocket
