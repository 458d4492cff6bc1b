#include "kotori/websocket/audience.hpp"

#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/test_sockets.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <tuple>

namespace kotori::websocket {
namespace {
using Texts = std::vector<std::string>;

/// Members of an audience on one or more loops; each client end keeps what it hears.
struct AnAudience : testing::Test {
  explicit AnAudience(unsigned loops = 1, std::uint64_t seed = 1) : simulation(seed, loops) {}

  Simulation simulation;
  WebSocketOptions options;
  Audience everyone{{.compress_from = 20}};
  bool mixed = false;  ///< some members compress, with windows of several sizes
  std::vector<std::unique_ptr<TestConversation>> members;
  std::vector<std::optional<Seat>> seats;

  std::size_t arrive(std::size_t loop = 0, PipeOptions pipe = {}) {
    constexpr std::array<std::uint8_t, 5> windows{0, 15, 9, 15, 0};
    return arrive_with(mixed ? windows[members.size() % windows.size()] : 0, loop, pipe);
  }
  /// With a window of this many bits; 0: plain.
  std::size_t arrive_with(std::uint8_t window_bits, std::size_t loop = 0, PipeOptions pipe = {}) {
    std::optional<DeflateTerms> deflate;
    if (window_bits != 0)
      deflate = DeflateTerms{.server_no_context_takeover = true, .server_max_window_bits = window_bits};
    members.push_back(std::make_unique<TestConversation>(simulation, simulation.loop(loop), simulation.loop(loop),
                                                         options, pipe, deflate));
    seats.emplace_back();
    return members.size() - 1;
  }
  void join(std::size_t who, Audience& audience) {
    members[who]->on_server([&] { seats[who].emplace(audience.join(socket(who))); });
  }
  std::size_t joined(std::size_t loop = 0, PipeOptions pipe = {}) {
    const auto who = arrive(loop, pipe);
    join(who, everyone);
    return who;
  }
  WebSocket& socket(std::size_t who) { return members[who]->server->socket; }
  Texts& heard(std::size_t who) { return members[who]->client->heard; }
  void act(Job job, std::size_t loop = 0) { simulation.run_on(simulation.loop(loop), std::move(job)); }
  ~AnAudience() override {
    for (std::size_t i = 0; i < members.size(); ++i) members[i]->on_server([&] { seats[i].reset(); });
  }
};
}  // namespace

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

TEST_F(AnAudience, CompressesALongMessageForThoseWhoAgreedOnThat) {
  options.compress_from = 20;
  const std::string text(500, 'x');
  std::vector<std::size_t> sizes;
  for (const std::uint8_t window_bits : {0, 8, 9, 15}) {
    const auto who = arrive_with(window_bits);
    join(who, everyone);
  }
  act([&] { everyone.send(text); });
  for (std::size_t who = 0; who < members.size(); ++who) {
    EXPECT_EQ(heard(who), Texts{text});
    sizes.push_back(members[who]->server->stream->written());
  }
  EXPECT_EQ(sizes[0], 4 + text.size());
  for (std::size_t who = 1; who < sizes.size(); ++who) EXPECT_LT(sizes[who], 40U);
}

TEST_F(AnAudience, SendsShortMessagesAndThoseThatDoNotGetShorterPlainToEveryone) {
  const auto who = arrive_with(15);
  join(who, everyone);
  act([&] {
    everyone.send(std::string(19, 'x'));
    everyone.send("abcdefghijklmnopqrstuvwxyz0123456789");
  });
  EXPECT_EQ(members[who]->server->stream->written(), 2 + 19U + 2 + 36);
}

TEST_F(AnAudience, TellsALongAndAShortMessageInOneWriteInEveryForm) {
  for (const std::uint8_t window_bits : {0, 9, 15}) join(arrive_with(window_bits), everyone);
  const Texts said{"short", std::string(300, 'x'), "short again", std::string(400, 'y')};
  act([&] {
    for (const auto& text : said) everyone.send(text);
  });
  for (std::size_t who = 0; who < members.size(); ++who) {
    EXPECT_EQ(heard(who), said);
    EXPECT_LE(members[who]->server->stream->writes(), 2U);
  }
}

TEST_F(AnAudience, LetsADirectSendStandWhereItWasSentInEveryForm) {
  for (const std::uint8_t window_bits : {15, 15, 0}) join(arrive_with(window_bits), everyone);
  const std::string before(10, 'b'), after(300, 'a');
  act([&] {
    everyone.send(before);
    socket(0).send("only you");
    everyone.send(after);
    socket(1).send("you too");
    everyone.send(before);
  });
  EXPECT_EQ(heard(0), (Texts{before, "only you", after, before}));
  EXPECT_EQ(heard(1), (Texts{before, after, "you too", before}));
  EXPECT_EQ(heard(2), (Texts{before, after, before}));
}

TEST_F(AnAudience, TellsASlowMemberTheSameInTheEndInEveryForm) {
  mixed = true;
  for (int i = 0; i < 5; ++i) joined(0, {.capacity = 7});
  Texts said;
  for (std::size_t i = 0; i < 200; ++i) said.push_back("message " + std::to_string(i) + std::string(i, '.'));
  act([&] {
    for (const auto& text : said) everyone.send(text);
  });
  for (std::size_t who = 0; who < members.size(); ++who) EXPECT_TRUE(heard(who) == said) << who;
}

/// Every member of several loops, saying and hearing at random; each seed is another interleaving.
class OnSeveralLoops : public testing::TestWithParam<std::tuple<std::uint64_t, bool>> {
 protected:
  static constexpr std::size_t loops = 3, people = 9, rounds = 60;

  struct Room : AnAudience {
    Room() : AnAudience(loops, std::get<0>(GetParam())) { mixed = std::get<1>(GetParam()); }
    void TestBody() override {}
    /// Some texts are long enough to be compressed.
    std::string text(std::string said) const {
      return mixed && said.size() % 2 == 0 ? said + ' ' + std::string(60, '.') : said;
    }
  };
};

TEST_P(OnSeveralLoops, AllHearOneOrderAndEachSenderInTheSendersOrder) {
  Room room;
  for (std::size_t i = 0; i < people; ++i) room.joined(i % loops, {.capacity = 200, .ragged = i % 2 == 0});

  std::vector<int> said(people);
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto who = room.simulation.draw(people);
    const auto count = 1 + room.simulation.draw(4);
    // Posted, not run: what several loops say now crosses on the way.
    room.simulation.loop(who % loops).post([&, who, count] {
      for (std::size_t i = 0; i < count; ++i)
        room.everyone.send(room.text(std::to_string(who) + ":" + std::to_string(said[who]++)));
    });
    if (room.simulation.draw(3) == 0) room.simulation.run_until_idle();
  }
  room.simulation.run_until_idle();

  const auto& order = room.heard(0);
  std::size_t total = 0;
  for (const int count : said) total += static_cast<std::size_t>(count);
  EXPECT_EQ(order.size(), total);
  for (std::size_t i = 1; i < people; ++i) EXPECT_EQ(room.heard(i), order) << "member " << i;
  std::map<std::string, int> next;
  for (const auto& text : order) {
    const auto colon = text.find(':');
    EXPECT_EQ(std::stoi(text.substr(colon + 1)), next[text.substr(0, colon)]++) << text;
  }
}

TEST_P(OnSeveralLoops, WhoJoinsAndSpeaksHearsItselfAndWhoLeavesHearsNoMore) {
  Room room;
  for (std::size_t i = 0; i < people; ++i) room.arrive(i % loops);
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto who = room.simulation.draw(people);
    room.simulation.loop(who % loops).post([&, who, round] {
      if (room.seats[who]) {
        room.seats[who].reset();
        room.socket(who).send("left");
      } else {
        room.seats[who].emplace(room.everyone.join(room.socket(who)));
        room.everyone.send(room.text(std::to_string(who) + " joined " + std::to_string(round)));
      }
    });
    if (room.simulation.draw(4) == 0) room.simulation.run_until_idle();
  }
  room.simulation.run_until_idle();
  for (std::size_t who = 0; who < people; ++who) {
    bool present = false;
    for (const auto& text : room.heard(who)) present = text != "left";
    EXPECT_EQ(present, room.seats[who].has_value()) << who;
  }
}

TEST_P(OnSeveralLoops, AnExceptedMemberIsTheOnlyOneNotToHear) {
  Room room;
  for (std::size_t i = 0; i < people; ++i) room.joined(i % loops);
  for (std::size_t who = 0; who < people; ++who)
    room.simulation.loop(who % loops).post([&, who] {
      room.everyone.send_except(*room.seats[who], room.text("not for " + std::to_string(who)));
    });
  room.simulation.run_until_idle();
  for (std::size_t who = 0; who < people; ++who) {
    EXPECT_EQ(room.heard(who).size(), people - 1);
    EXPECT_EQ(std::ranges::count(room.heard(who), room.text("not for " + std::to_string(who))), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, OnSeveralLoops,
                         testing::Combine(testing::Range<std::uint64_t>(1, 25), testing::Bool()));

TEST_P(OnSeveralLoops, WhoHearsSeveralAudiencesHearsThemInTheOrderOfSending) {
  Room room;
  Audience birds{{.compress_from = 20}};
  std::vector<Seat> second;
  for (std::size_t i = 0; i < people; ++i) room.joined();
  room.act([&] {
    for (std::size_t i = 0; i < people; ++i) second.push_back(birds.join(room.socket(i)));
  });
  std::vector<Texts> expected(people);
  for (std::size_t round = 0; round < rounds; ++round)
    room.act([&] {
      for (std::size_t i = room.simulation.draw(6); i > 0; --i) {
        const auto text = room.text(std::to_string(round) + "." + std::to_string(i));
        const auto who = room.simulation.draw(people);
        const auto how = room.simulation.draw(4);
        if (how == 0) room.socket(who).send(text);
        if (how == 1) room.everyone.send(text);
        if (how == 2) birds.send(text);
        if (how == 3) room.everyone.send_except(*room.seats[who], text);
        for (std::size_t each = 0; each < people; ++each)
          if (how == 1 || how == 2 || (how == 0) == (each == who)) expected[each].push_back(text);
      }
    });
  for (std::size_t who = 0; who < people; ++who) EXPECT_EQ(room.heard(who), expected[who]) << who;
  room.act([&] { second.clear(); });
}

}  // namespace kotori::websocket
