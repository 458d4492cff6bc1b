#include "kotori/websocket/ending.hpp"

#include "kotori/websocket/frame_stream.hpp"
#include "kotori/websocket/test_peer_end.hpp"
#include "kotori/websocket/websocket.hpp"

#include <optional>

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;
using By = Ending::By;

template <class Socket> struct WithAnEnding : WithAPeer<Socket> {
  Task<> handle() override {
    while (co_await this->socket->receive()) {
    }
    if (this->socket->ending()) ending = *this->socket->ending();
  }
  std::optional<Ending> ending;
};
struct TheEnd : WithAnEnding<WebSocket> {};
struct TheEndOfFrames : WithAnEnding<FrameStream> {};

std::string goodbye(CloseCode code, std::string_view reason) {
  return wire(Opcode::close, close_payload(code, reason));
}
}  // namespace

TEST_F(TheEnd, HasNotComeWhileTheConversationGoesOn) {
  begin();
  act([&] { EXPECT_EQ(socket->ending(), nullptr); });
}

TEST_F(TheEnd, IsThePeersGoodbye) {
  begin();
  sends(goodbye(CloseCode{4001}, "off to bed"));
  EXPECT_EQ(ending, (Ending{By::peer, CloseCode{4001}, "off to bed"}));
  begin();
  sends(wire(Opcode::close, {}));
  EXPECT_EQ(ending, (Ending{By::peer, CloseCode::no_status, ""}));
}

TEST_F(TheEnd, IsOurGoodbyeAlsoWhenThePeerAnswersIt) {
  begin();
  act([&] { socket->close(CloseCode{4002}, "enough"); });
  EXPECT_EQ(ending, (Ending{By::us, CloseCode{4002}, "enough"}));
  sends(goodbye(CloseCode{4002}, "yes"));
  act([&] { EXPECT_EQ(socket->ending()->by, By::us); });
}

TEST_F(TheEnd, IsTheProgramsStop) {
  begin();
  act([&] { socket->stop(CloseCode::service_restart, "back soon"); });
  EXPECT_EQ(ending, (Ending{By::stopping, CloseCode::service_restart, "back soon"}));
}

TEST_F(TheEnd, IsALossWhereNobodySaidGoodbye) {
  begin();
  act([&] { peer->finish_writing(); });
  EXPECT_EQ(ending, (Ending{By::lost, CloseCode::abnormal, ""}));
  begin();
  act([&] { ours->cut_after(0); });
  EXPECT_EQ(ending, (Ending{By::lost, CloseCode::abnormal, ""}));
}

TEST_F(TheEnd, IsAPeersSilence) {
  begin();
  simulation.advance(options.ping_every + options.pong_within + 1s);
  EXPECT_EQ(ending, (Ending{By::silence, CloseCode::abnormal, ""}));
}

TEST_F(TheEnd, IsAPeerThatBreaksTheProtocol) {
  begin();
  sends(wire(Opcode::text, "\xff"));
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->by, By::broken);
  EXPECT_EQ(ending->code, CloseCode::invalid_payload);
  EXPECT_NE(ending->reason, "");
}

TEST_F(TheEnd, IsAPeerThatDoesNotReadInBytesAndInTime) {
  begin({.capacity = 10});
  act([&] { socket->send(std::string(options.outbox_bytes + 1, 'x')); });
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->by, By::slow);
  EXPECT_EQ(ending->code, CloseCode::slow_reader);
  options.ping_every = {};
  begin({.capacity = 10});
  act([&] { socket->send("more than fits"); });
  ending.reset();
  simulation.advance(options.undrained_time + 1s);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->by, By::slow);
}

TEST_F(TheEnd, IsWhatHappenedFirst) {
  begin();
  act([&] {
    socket->close(CloseCode{4003});
    peer->finish_writing();
  });
  EXPECT_EQ(ending, (Ending{By::us, CloseCode{4003}, ""}));
}

TEST_F(TheEndOfFrames, IsTheFirstCloseFrameThatPasses) {
  begin();
  sends(goodbye(CloseCode{4004}, "bye"));
  EXPECT_EQ(ending, (Ending{By::peer, CloseCode{4004}, "bye"}));
  begin();
  act([&] { socket->send({.opcode = Opcode::close, .payload = close_payload(CloseCode{4005}, "mine")}); });
  sends(goodbye(CloseCode{4004}, "bye"));
  EXPECT_EQ(ending, (Ending{By::us, CloseCode{4005}, "mine"}));
}

}  // namespace kotori::inline v0::websocket
