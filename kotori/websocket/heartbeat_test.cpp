#include "kotori/websocket/test_bare_peer.hpp"

#include <algorithm>

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;
using Events = std::vector<Event>;
constexpr Duration instant = 1ns;

struct AHeartbeat : WithABarePeer {
  /// To the moment when the peer is asked.
  void until_ping() {
    advance(options.ping_every);
    EXPECT_EQ(peer_hears(), Events{Ping{}});
  }
};
}  // namespace

TEST_F(AHeartbeat, AsksAPeerThatHasBeenSilentForSoLong) {
  begin();
  advance(options.ping_every - tick - instant);
  EXPECT_EQ(peer_hears(), Events{});
  advance(tick + instant);
  EXPECT_EQ(peer_hears(), Events{Ping{}});
}

TEST_F(AHeartbeat, IsPutOffByASingleByte) {
  options.message_time = 1h;
  begin();
  const auto text = frame(Opcode::text, "x");
  for (const auto byte : text) {
    advance(options.ping_every - tick);
    peer_sends({&byte, 1});
  }
  EXPECT_EQ(peer_hears(), Events{});
  until_ping();
}

TEST_F(AHeartbeat, TakesAnythingForAnAnswer) {
  begin();
  for (const auto& answer : {frame(Opcode::pong), frame(Opcode::text, "x"), frame(Opcode::pong, "unasked for")}) {
    until_ping();
    advance(options.pong_within - instant);
    peer_sends(answer);
    advance(options.ping_every - tick);
    EXPECT_EQ(peer_hears(), Events{});
    peer_sends(frame(Opcode::pong));
  }
  EXPECT_TRUE(socket().is_open());
}

TEST_F(AHeartbeat, GivesUpWhoDoesNotAnswerInTimeAndWaitsForNothingMore) {
  begin();
  until_ping();
  advance(options.pong_within - instant);
  EXPECT_TRUE(socket().is_open());
  EXPECT_FALSE(end->ended);
  advance(2 * tick);
  EXPECT_FALSE(socket().is_open());
  EXPECT_TRUE(end->finished);
  EXPECT_EQ(socket().peer_close().code, CloseCode::abnormal);
  EXPECT_EQ(peer_hears(), Events{});
  EXPECT_EQ(counts().dead_peers, 1U);
}

TEST_F(AHeartbeat, GivesUpADeadPeerAsSoonThoughMuchWaitsToBeSent) {
  begin({.capacity = 100});
  advance(options.ping_every - instant);
  act([&] { socket().send(std::string(10'000, 'x')); });
  advance(options.pong_within + 2 * tick);
  EXPECT_TRUE(end->finished);
  EXPECT_EQ(counts().dead_peers, 1U);
}

TEST_F(AHeartbeat, IsAClientsTooAndLeavesMasked) {
  options.ping_every = 10s;
  begin({}, Role::client);
  until_ping();
  advance(options.pong_within + 2 * tick);
  EXPECT_TRUE(end->finished);
}

TEST_F(AHeartbeat, IsOffAtZero) {
  options.ping_every = 0s;
  begin();
  advance(24h);
  EXPECT_EQ(peer_hears(), Events{});
  EXPECT_TRUE(socket().is_open());
}

TEST_F(AHeartbeat, OfBothSidesKeepsAConversationThatSaysNothing) {
  TestConversation talk{simulation, simulation.loop(), simulation.loop(), options};
  advance(1h);
  EXPECT_TRUE(talk.server->socket.is_open());
  EXPECT_TRUE(talk.client->socket.is_open());
  EXPECT_GT(counts().pongs_heard, 100U);
  EXPECT_EQ(counts().pongs_heard, counts().pings_sent);
}

TEST_F(AHeartbeat, IsPatientWithASlowLineAsLongAsItMoves) {
  begin({.capacity = 1000});
  advance(options.ping_every - instant);
  act([&] { socket().send(std::string(500'000, 'x')); });
  // Behind this stands the ping; the peer cannot answer before it has read all of it, which takes minutes.
  Duration taken{};
  for (; peer_reads(3000) > 0; taken += 1s) advance(1s);
  EXPECT_GT(taken, 160s);
  ASSERT_TRUE(socket().is_open());
  EXPECT_EQ(peer_hears().back(), Event(Ping{}));
  advance(options.pong_within - 1s - instant);
  peer_sends(frame(Opcode::pong));
  until_ping();
  advance(options.pong_within + 2 * tick);
  EXPECT_TRUE(end->finished);
}

TEST_F(AHeartbeat, JudgesNobodyBehindAMessageThatWaitsToBeTaken) {
  connect();
  peer_sends(frame(Opcode::text, "one") + frame(Opcode::text, "two"));
  advance(1h);
  EXPECT_TRUE(socket().is_open());
  listen();
  EXPECT_EQ(end->heard, (std::vector<std::string>{"one", "two"}));
  advance(options.ping_every + options.pong_within + 2 * tick);
  EXPECT_TRUE(end->finished);
}

TEST_F(AHeartbeat, GoesOnWhileNobodyReceives) {
  connect();
  until_ping();
  peer_sends(frame(Opcode::pong));
  until_ping();
  advance(options.pong_within + 2 * tick);
  EXPECT_FALSE(socket().is_open());
}

TEST_F(AHeartbeat, OfManyWhoCameTogetherIsSpreadOverAFifthOfTheTime) {
  constexpr std::size_t many = 1000;
  std::vector<std::unique_ptr<Pipe>> peers;
  std::vector<std::unique_ptr<TestEnd>> ends;
  act([&] {
    for (std::size_t i = 0; i < many; ++i) {
      auto [near, far] = make_pipe(simulation, simulation.loop(), simulation.loop());
      ends.push_back(std::make_unique<TestEnd>(Role::server, std::move(near), options));
      peers.push_back(std::move(far));
    }
  });
  const auto spread = options.ping_every / 5;
  advance(options.ping_every - spread - tick - instant);
  EXPECT_EQ(counts().pings_sent, 0U);
  advance(tick + instant);
  std::uint64_t most = 0;
  for (std::uint64_t before = 0, step = 0; step < 50; ++step, before = counts().pings_sent) {
    advance(spread / 50);
    most = std::max(most, counts().pings_sent - before);
  }
  EXPECT_EQ(counts().pings_sent, many);
  EXPECT_LE(most, 2 * many / 50);
  act([&] { ends.clear(); });
}

}  // namespace kotori::inline v0::websocket
