#include "kotori/websocket/frame_stream.hpp"

#include "kotori/websocket/test_peer_end.hpp"

#include <stdexcept>

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;

struct AFrameStream : WithAPeer<FrameStream> {
  Task<> handle() override {
    while (auto frame = co_await socket->receive()) {
      heard.push_back(described(*frame));
      if (answers) answers(*frame);
    }
  }
  void sends_in_two(std::string_view bytes, std::size_t cut) {
    begin();
    sends(bytes.substr(0, cut));
    sends(bytes.substr(cut));
  }

  std::function<void(const Frame&)> answers;
};

const std::string goodbye = close_payload(CloseCode::going_away, "bye");
}  // namespace

TEST_F(AFrameStream, GivesEachFrameAsItWasOnTheWireWhereverTheBytesAreCut) {
  const std::string bytes = wire(Opcode::text, "frag", false) + wire(Opcode::ping, "p") +
                            wire(Opcode::continuation, "", false) + wire(Opcode::continuation, "ment") +
                            wire(Opcode::binary, std::string(300, 'b')) + wire(Opcode::pong, "") +
                            wire(Opcode::close, goodbye) + wire(Opcode::text, "unheard");
  const Lines all{
      "text+ frag", "ping p",        "continuation+ ", "continuation ment", "binary " + std::string(300, 'b'),
      "pong ",      "close 1001 bye"};
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    sends_in_two(bytes, cut);
    ASSERT_EQ(heard, all) << "cut at " << cut;
    ASSERT_TRUE(ended);
  }
  begin();
  for (const char byte : bytes) sends({&byte, 1});
  EXPECT_EQ(heard, all);
}

TEST_F(AFrameStream, AnswersNothingByItself) {
  begin();
  sends(wire(Opcode::ping, "p") + wire(Opcode::text, "t") + wire(Opcode::pong, "q"));
  simulation.advance(10min);
  EXPECT_EQ(hears(), Lines{});
  EXPECT_FALSE(ended);
}

TEST_F(AFrameStream, LeavesTheOrderOfFramesToTheHandler) {
  begin();
  sends(wire(Opcode::continuation, "of nothing") + wire(Opcode::text, "begun", false) + wire(Opcode::binary, "within"));
  EXPECT_EQ(heard, (Lines{"continuation of nothing", "text+ begun", "binary within"}));
}

TEST_F(AFrameStream, LeavesTextsAndWhatCloseFramesSayUnchecked) {
  begin();
  sends(wire(Opcode::text, "\xFF") + wire(Opcode::close, "x"));
  EXPECT_EQ(heard, (Lines{"text \xFF", "close (malformed)"}));
  EXPECT_EQ(hears(), Lines{"close 1005 "});
}

TEST_F(AFrameStream, CountsNoFragments) {
  begin();
  for (int i = 0; i < 1000; ++i) sends(wire(Opcode::continuation, "", false));
  EXPECT_EQ(heard.size(), 1000U);
  EXPECT_FALSE(ended);
}

TEST_F(AFrameStream, RefusesWhatNoFrameCanBeWhereverTheBytesAreCut) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> refused[] = {
      {"\x81\x01x"s, "close 1002 unmasked frame"},
      {"\xC1\x80\x01\x02\x03\x04"s, "close 1002 reserved bit set"},
      {"\x83\x80\x01\x02\x03\x04"s, "close 1002 unknown opcode"},
      {"\x09\x80\x01\x02\x03\x04"s, "close 1002 fragmented control frame"},
      {"\x89\xFE\x00\x7E\x01\x02\x03\x04"s, "close 1002 long control frame"},
      {"\x81\xFE\x00\x01\x01\x02\x03\x04"s, "close 1002 length not in its shortest form"},
      {"\x82\xFF\x80\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04"s, "close 1002 length of 64 bits"},
      {"\x82\xFF\x00\x00\x00\x00\x00\x01\x00\x01\x01\x02\x03\x04"s, "close 1009 frame over the size limit"},
  };
  for (const auto& [frame, answer] : refused) {
    const auto bytes = wire(Opcode::text, "heard") + frame + wire(Opcode::text, "unheard");
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      sends_in_two(bytes, cut);
      ASSERT_EQ(heard, Lines{"text heard"}) << answer << ", cut at " << cut;
      ASSERT_EQ(hears(), Lines{answer}) << "cut at " << cut;
      ASSERT_TRUE(ended);
    }
  }
}

TEST_F(AFrameStream, HasALimitForEachFrameThatIsExactAndToldByItsHead) {
  options.message.message_bytes = 200;
  begin();
  for (int i = 0; i < 3; ++i) sends(wire(Opcode::binary, std::string(200, 'x'), false));
  EXPECT_EQ(heard.size(), 3U);
  sends(wire(Opcode::binary, std::string(201, 'x')).substr(0, 8));
  EXPECT_EQ(hears(), Lines{"close 1009 frame over the size limit"});
}

TEST_F(AFrameStream, WantsEachFrameWholeInTimeButNotAMessage) {
  begin();
  sends(wire(Opcode::text, "a", false));
  simulation.advance(24h);
  EXPECT_FALSE(ended);
  sends(wire(Opcode::continuation, "bcd").substr(0, 8));
  simulation.advance(options.message_time - 1ms);
  EXPECT_FALSE(ended);
  simulation.advance(1ms);
  EXPECT_EQ(heard, Lines{"text+ a"});
  EXPECT_EQ(hears(), Lines{"close 1008 too long for one message"});
}

TEST_F(AFrameStream, SendsFramesAsTheyAre) {
  begin();
  const Frame frames[] = {{.opcode = Opcode::text, .fin = false, .payload = "a"},
                          {.opcode = Opcode::ping, .payload = "p"},
                          {.opcode = Opcode::continuation, .payload = "b"},
                          {.opcode = Opcode::continuation, .fin = false, .payload = std::string(70'000, 'c')},
                          {.opcode = Opcode::pong},
                          {.opcode = Opcode::text, .payload = "\xFF"},
                          {.opcode = Opcode::close, .payload = goodbye},
                          {.opcode = Opcode::text, .payload = "too late"}};
  const auto writes = ours->writes();
  act([&] {
    for (const auto& frame : frames) socket->send(frame);
  });
  EXPECT_EQ(ours->writes(), writes + 1);
  EXPECT_EQ(hears(), (Lines{"text+ a", "ping p", "continuation b", "continuation+ " + std::string(70'000, 'c'), "pong ",
                            "text \xFF", "close 1001 bye"}));
}

TEST_F(AFrameStream, SendsNoControlFrameThatIsLongOrNotFinal) {
  begin();
  act([&] {
    EXPECT_THROW(socket->send({.opcode = Opcode::ping, .payload = std::string(126, 'x')}), std::length_error);
    EXPECT_THROW(socket->send({.opcode = Opcode::close, .payload = std::string(126, 'x')}), std::length_error);
    EXPECT_THROW(socket->send({.opcode = Opcode::pong, .fin = false}), std::length_error);
    socket->send({.opcode = Opcode::ping, .payload = std::string(125, 'x')});
  });
  EXPECT_EQ(hears(), Lines{"ping " + std::string(125, 'x')});
}

TEST_F(AFrameStream, GoesOnReceivingBehindItsOwnCloseFrame) {
  begin();
  act([&] { socket->send({.opcode = Opcode::close, .payload = goodbye}); });
  sends(wire(Opcode::text, "on its way") + wire(Opcode::close, close_payload(CloseCode::normal)));
  EXPECT_EQ(heard, (Lines{"text on its way", "close 1000 "}));
  EXPECT_TRUE(finished);
  EXPECT_EQ(socket->peer_close().code, CloseCode::normal);
  EXPECT_EQ(hears(), Lines{"close 1001 bye"});
}

TEST_F(AFrameStream, GivesAPeerThatDoesNotAnswerItsCloseFrameSoMuchTime) {
  begin();
  act([&] { socket->send({.opcode = Opcode::close, .payload = goodbye}); });
  simulation.advance(options.close_time - 1ms);
  EXPECT_FALSE(ended);
  simulation.advance(1ms);
  EXPECT_TRUE(finished);
  EXPECT_EQ(socket->peer_close().code, CloseCode::abnormal);
}

TEST_F(AFrameStream, SendsThePeersCodeBackWhenTheHandlerEndsWithoutAnAnswer) {
  begin();
  sends(wire(Opcode::close, goodbye));
  EXPECT_TRUE(finished);
  EXPECT_EQ(hears(), Lines{"close 1001 "});
}

TEST_F(AFrameStream, AnswersACloseFrameOnceWhenTheHandlerDoes) {
  answers = [&](const Frame& frame) { socket->send(frame); };
  begin();
  sends(wire(Opcode::close, goodbye));
  EXPECT_TRUE(finished);
  EXPECT_EQ(hears(), Lines{"close 1001 bye"});
}

TEST_F(AFrameStream, IsEmptyWhenItWasClosedAndThePeerHearsWhy) {
  begin();
  act([&] { socket->close(CloseCode::service_restart, "later"); });
  EXPECT_TRUE(ended);
  sends(wire(Opcode::text, "unheard"));
  EXPECT_EQ(heard, Lines{});
  EXPECT_EQ(hears(), Lines{"close 1012 later"});
}

TEST_F(AFrameStream, IsEmptyWhenThePeerHasGoneWithoutAWord) {
  begin();
  sends(wire(Opcode::text, "half said", false));
  act([&] { peer->finish_writing(); });
  EXPECT_EQ(heard, Lines{"text+ half said"});
  EXPECT_TRUE(ended);
  EXPECT_EQ(socket->peer_close().code, CloseCode::abnormal);
}

TEST_F(AFrameStream, ClosesAPeerThatDoesNotRead) {
  options.outbox_bytes = 10'000;
  begin({.capacity = 500});
  for (int i = 0; i < 100; ++i)
    act([&] { socket->send({.opcode = Opcode::continuation, .fin = false, .payload = std::string(200, 'x')}); });
  EXPECT_FALSE(socket->is_open());
  EXPECT_TRUE(ended);
  const auto said = hears();
  EXPECT_LT(said.size(), 60U);
  EXPECT_EQ(said.back(), "close 4008 too slow a reader: come back and resume");
}

TEST_F(AFrameStream, TakesWhatCameWithTheHandshake) {
  begin({}, wire(Opcode::ping, "p") + wire(Opcode::text, "early"));
  EXPECT_EQ(heard, (Lines{"ping p", "text early"}));
}

TEST_F(AFrameStream, GivesOthersTheirTurnWhenAPeerSendsVeryManyFrames) {
  begin({.capacity = 1 << 20});
  std::string flood;
  for (int i = 0; i < 10'000; ++i) flood += wire(Opcode::ping, "");
  std::size_t heard_by_then = 0;
  act([&] {
    peer->write(flood);
    simulation.loop().post([&] { simulation.loop().post([&] { heard_by_then = heard.size(); }); });
  });
  EXPECT_LT(heard_by_then, 10'000U);
  EXPECT_EQ(heard.size(), 10'000U);
}

TEST_F(AFrameStream, SurvivesTheFailureOfAnyOneOperation) {
  for (std::size_t nth = 1; nth < 30; ++nth) {
    SCOPED_TRACE(nth);
    begin({.capacity = 64});
    simulation.faults().fail_nth(nth);
    act([&] { socket->send({.opcode = Opcode::text, .payload = std::string(100, 'a')}); });
    sends(wire(Opcode::text, std::string(50, 'b')));
    hears();
    sends(wire(Opcode::close, goodbye));
    simulation.advance(1min);
    EXPECT_TRUE(finished);
    simulation.faults().fail_nth(std::size_t(-1));
  }
}

}  // namespace kotori::inline v0::websocket
