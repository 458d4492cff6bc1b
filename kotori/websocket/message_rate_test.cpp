#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/incoming_message.hpp"
#include "kotori/websocket/test_bare_peer.hpp"

#include <gmock/gmock.h>

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;

struct Messages : WithABarePeer {
  Messages() { options.messages = {.a_second = 10, .at_once = 5}; }

  std::string many(std::size_t count, Opcode opcode = Opcode::text) const {
    std::string bytes;
    while (count-- > 0) bytes += frame(opcode, "x");
    return bytes;
  }
  std::size_t heard() const { return end->heard.size(); }
};
struct MessageCounts : WithABarePeer {};

Task<> take_in_pieces(WebSocket& socket, std::vector<std::string>& heard) {
  while (auto message = co_await socket.receive_streamed())
    while (auto piece = co_await message->next()) heard.push_back(*piece);
}

}  // namespace

TEST_F(Messages, MayComeSoManyAtOnceAndTheRestWaitsForItsTurn) {
  begin();
  peer_sends(many(8));
  EXPECT_EQ(heard(), 5U);
  advance(100ms - 1us);
  EXPECT_EQ(heard(), 5U);
  advance(1us);
  EXPECT_EQ(heard(), 6U);
  advance(200ms);
  EXPECT_EQ(heard(), 8U);
  EXPECT_TRUE(socket().is_open());
}

TEST_F(Messages, MayComeAtTheirPaceForEver) {
  begin();
  for (int i = 0; i < 1000; ++i) {
    advance(100ms);
    peer_sends(many(1));
    ASSERT_EQ(heard(), i + 1U);
  }
}

TEST_F(Messages, ThatWaitStayWithThePeer) {
  options.message.message_bytes = 1 << 20;
  begin({.capacity = 600'000});
  peer_sends(many(10));
  const auto large = frame(Opcode::text, std::string(500'000, 'x'));
  peer_sends(large);
  EXPECT_GT(peer->written() + 1, large.size());
  EXPECT_EQ(heard(), 5U);
  std::size_t taken = 0;
  act([&] { taken = peer->write(large).bytes; });
  EXPECT_LT(taken, large.size());
}

TEST_F(Messages, ThatWaitHoldUpNoControlFramesBeforeThem) {
  begin();
  peer_sends(many(5));
  peer_sends(frame(Opcode::ping, "here?") + many(1));
  EXPECT_EQ(heard(), 5U);
  EXPECT_EQ(std::get<Pong>(peer_hears().front()).payload, "here?");
}

TEST_F(Messages, CountOnceInHoweverManyFragmentsAndAlsoWhenNobodyWantsThem) {
  begin();
  for (int i = 0; i < 2; ++i)
    peer_sends(frame(Opcode::text, "a", false) + frame(Opcode::continuation, "b", false) +
               frame(Opcode::continuation, "c"));
  peer_sends(many(3, Opcode::binary) + many(1));
  EXPECT_EQ(heard(), 2U);
  advance(100ms);
  EXPECT_EQ(heard(), 3U);
}

TEST_F(Messages, CountOnceInHoweverManyPieces) {
  options.messages.at_once = 2;
  connect();
  std::vector<std::string> pieces;
  act([&] { tasks.spawn(take_in_pieces(socket(), pieces)); });
  for (int i = 0; i < 20; ++i) peer_sends(frame(i == 0 ? Opcode::text : Opcode::continuation, "x", i == 19));
  EXPECT_EQ(pieces.size(), 20U);
  peer_sends(many(2));
  EXPECT_EQ(pieces.size(), 21U);
  advance(100ms);
  EXPECT_EQ(pieces.size(), 22U);
}

TEST_F(Messages, ThatWaitAreForgottenWhenTheConversationEnds) {
  begin();
  peer_sends(many(100) + frame(Opcode::close));
  EXPECT_EQ(heard(), 5U);
  act([&] { socket().close(); });
  EXPECT_TRUE(end->finished);
  EXPECT_EQ(heard(), 5U);
  EXPECT_EQ(peer_was_closed_with(), CloseCode::normal);
}

TEST_F(Messages, ThatWaitLeaveThePeerAlive) {
  begin();
  peer_sends(many(5000));
  advance(5min);
  EXPECT_TRUE(socket().is_open());
  EXPECT_EQ(heard(), 5U + 3000U);
  EXPECT_EQ(counts().dead_peers, 0U);
}

TEST_F(Messages, EndTheConversationWithTheOneThatIsTooManyIfSoWanted) {
  options.messages.beyond = MessageRate::Beyond::close;
  begin();
  peer_sends(many(5));
  EXPECT_TRUE(socket().is_open());
  advance(100ms);
  peer_sends(many(1));
  EXPECT_TRUE(socket().is_open());
  peer_sends(many(2));
  EXPECT_EQ(heard(), 6U);
  EXPECT_EQ(peer_was_closed_with(), CloseCode::policy_violation);
}

TEST_F(Messages, MayComeAsManyAtOnceAsInASecondIfNobodySaysOtherwise) {
  options.messages.at_once = 0;
  begin();
  peer_sends(many(12));
  EXPECT_EQ(heard(), 10U);
}

TEST_F(MessageCounts, AreOfWholeMessagesBothWaysAndOfBytesAsTheyTravel) {
  begin();
  const auto said = frame(Opcode::text, "a", false) + frame(Opcode::ping) + frame(Opcode::continuation, "b");
  peer_sends(said + frame(Opcode::binary, "c"));
  act([&] {
    socket().send("one");
    socket().send_binary("two");
  });
  EXPECT_EQ(counts().messages_received, 2U);
  EXPECT_EQ(counts().messages_sent, 2U);
  EXPECT_EQ(counts().bytes_received, said.size() + frame(Opcode::binary, "c").size());
  EXPECT_EQ(counts().bytes_sent, peer_reads());
  EXPECT_EQ(counts().bytes_sent, 2U + 5 + 5);
}

TEST_F(MessageCounts, AreOfEachWhoHearsAnAudience) {
  begin();
  Audience everyone;
  std::optional<Seat> seat;
  act([&] { seat.emplace(everyone.join(socket())); });
  act([&] {
    everyone.send("one");
    everyone.send("two");
    everyone.send_except(*seat, "three");
    everyone.send("four");
  });
  EXPECT_EQ(counts().messages_sent, 3U);
  act([&] { everyone.send("five"); });
  EXPECT_EQ(counts().messages_sent, 4U);
  EXPECT_EQ(counts().bytes_sent, peer_reads());
  act([&] { seat.reset(); });
}

}  // namespace kotori::inline v0::websocket
