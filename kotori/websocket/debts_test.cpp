#include "kotori/websocket/debts.hpp"

#include "kotori/websocket/pace.hpp"
#include "kotori/websocket/test_bare_peer.hpp"

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;
constexpr Duration instant = 1ns;

struct AMessage : WithABarePeer {
  AMessage() { options.ping_every = 0s; }
};

struct ControlFrames : WithABarePeer {
  std::string many(std::size_t count, Opcode opcode) const {
    std::string bytes;
    while (count-- > 0) bytes += frame(opcode, "x");
    return bytes;
  }
};
struct Counts : WithABarePeer {};
}  // namespace

TEST_F(AMessage, HasToBeWholeSoLongAfterItsFirstByte) {
  begin();
  peer_sends(frame(Opcode::text, "x").substr(0, 1));
  advance(options.message_time - instant);
  EXPECT_TRUE(socket().is_open());
  advance(instant);
  EXPECT_FALSE(socket().is_open());
  EXPECT_EQ(peer_was_closed_with(), CloseCode::policy_violation);
  EXPECT_EQ(counts().unfinished_messages, 1U);
  EXPECT_EQ(counts().protocol_errors, 1U);
}

TEST_F(AMessage, IsHeardIfItIsWholeInTheLastInstant) {
  begin();
  const auto text = frame(Opcode::text, "x");
  peer_sends(text.substr(0, 1));
  advance(options.message_time - instant);
  peer_sends(text.substr(1));
  advance(1h);
  EXPECT_EQ(end->heard, Texts{"x"});
  EXPECT_TRUE(socket().is_open());
}

TEST_F(AMessage, GainsNoTimeByFragmentsNorByControlFramesBetweenThem) {
  begin();
  peer_sends(frame(Opcode::text, "x", false));
  for (Duration passed{}; passed + 1s < options.message_time; passed += 1s) {
    advance(1s);
    peer_sends(frame(Opcode::ping) + frame(Opcode::continuation, "x", false));
  }
  advance(1s - instant);
  EXPECT_TRUE(socket().is_open());
  advance(instant);
  EXPECT_FALSE(socket().is_open());
}

TEST_F(AMessage, ThatBeginsWhereOneEndsHasATimeOfItsOwn) {
  begin();
  const auto text = frame(Opcode::text, "x"), ping = frame(Opcode::ping, "x");
  peer_sends(text.substr(0, 3));
  advance(options.message_time - 1s);
  peer_sends(text.substr(3) + ping.substr(0, 3));
  advance(options.message_time - 1s);
  peer_sends(ping.substr(3) + text.substr(0, 3));
  advance(options.message_time - instant);
  EXPECT_TRUE(socket().is_open());
  advance(instant);
  EXPECT_FALSE(socket().is_open());
}

TEST_F(AMessage, HasTimeFromWhenItIsReadIfOneBeforeItWaitsToBeTaken) {
  connect();
  peer_sends(frame(Opcode::text, "one") + frame(Opcode::text, "two").substr(0, 5));
  advance(1h);
  listen();
  advance(options.message_time - instant);
  EXPECT_TRUE(socket().is_open());
  advance(instant);
  EXPECT_FALSE(socket().is_open());
}

TEST_F(AMessage, ThatIsLateIsNotHeardAnyMore) {
  begin();
  const auto text = frame(Opcode::text, "x");
  peer_sends(text.substr(0, 1));
  advance(options.message_time);
  peer_sends(text.substr(1) + text + frame(Opcode::close, close_payload(CloseCode::normal)));
  EXPECT_EQ(end->heard, Texts{});
  EXPECT_EQ(socket().peer_close().code, CloseCode::abnormal);
  advance(options.close_time);
  EXPECT_TRUE(end->finished);
}

TEST_F(ControlFrames, MayComeAHundredAtOnce) {
  for (const auto opcode : {Opcode::ping, Opcode::pong}) {
    begin();
    peer_sends(many(100, opcode));
    EXPECT_EQ(peer_hears().size(), opcode == Opcode::ping ? 100U : 0U);
    peer_sends(frame(Opcode::text, "heard"));
    EXPECT_EQ(end->heard, Texts{"heard"});
    act([&] { socket().abandon(); });
    act([&] { end.reset(); });
  }
}

TEST_F(ControlFrames, MayNotComeOneMoreAndNothingBehindIsHeard) {
  for (const auto opcode : {Opcode::ping, Opcode::pong}) {
    begin();
    peer_sends(many(101, opcode) + frame(Opcode::text, "unheard") + frame(Opcode::ping));
    EXPECT_EQ(end->heard, Texts{});
    const auto events = peer_hears();
    EXPECT_EQ(events.size(), opcode == Opcode::ping ? 101U : 1U);
    EXPECT_EQ(std::get<Close>(events.back()).code, CloseCode::policy_violation);
    act([&] { socket().abandon(); });
    act([&] { end.reset(); });
  }
}

TEST_F(ControlFrames, MayComeAHundredASecondForEver) {
  begin();
  peer_sends(many(100, Opcode::ping));
  for (int i = 0; i < 1000; ++i) {
    advance(10ms);
    peer_sends(many(1, Opcode::ping));
  }
  EXPECT_EQ(peer_hears().size(), 1100U);
  advance(10ms - instant);
  peer_sends(many(1, Opcode::ping));
  EXPECT_EQ(peer_was_closed_with(), CloseCode::policy_violation);
}

TEST_F(ControlFrames, DoNotCountTheMessagesBetweenThem) {
  begin();
  for (int i = 0; i < 1000; ++i) peer_sends(frame(Opcode::text, "x"));
  peer_sends(many(100, Opcode::ping));
  EXPECT_EQ(end->heard.size(), 1000U);
  EXPECT_TRUE(socket().is_open());
}

TEST(Pace, LetsAnyNumberComeAtOnceAndNotOneMore) {
  for (const std::uint32_t number : {1U, 3U, 7U, 1000U, 1'000'000U}) {
    Pace pace;
    const Rate rate{.a_second = 10, .at_once = number};
    for (std::uint32_t i = 0; i < number; ++i) {
      ASSERT_EQ(pace.wait(Instant{5s}, rate), 0s) << number;
      pace.count(Instant{5s}, rate);
    }
    EXPECT_EQ(pace.wait(Instant{5s}, rate), 100ms) << number;
  }
}

TEST(Pace, LetsOneMoreComeInEachPartOfASecond) {
  Pace pace;
  const Rate rate{.a_second = 10, .at_once = 3};
  for (int i = 0; i < 3; ++i) pace.count(Instant{5s}, rate);
  EXPECT_EQ(pace.wait(Instant{5040ms}, rate), 60ms);
  EXPECT_EQ(pace.wait(Instant{5100ms}, rate), 0s);
  pace.count(Instant{5100ms}, rate);
  EXPECT_EQ(pace.wait(Instant{5100ms}, rate), 100ms);
  EXPECT_EQ(pace.wait(Instant{2h}, rate), 0s);
}

TEST(Pace, OfNothingNeverComes) {
  EXPECT_EQ((Pace{}.wait(Instant{5s}, {.a_second = 0, .at_once = 1})), Duration::max());
  EXPECT_EQ((Pace{}.wait(Instant{5s}, {.a_second = 1, .at_once = 0})), Duration::max());
}

TEST_F(Counts, AreOfTheLoopAndCanBeAdded) {
  begin();
  peer_sends(frame(Opcode::pong));
  EXPECT_EQ(counts(), (WebSocketCounts{.open = 1, .opened = 1, .bytes_received = 6, .pongs_heard = 1}));
  peer_sends(frame(Opcode::continuation, "of nothing"));
  EXPECT_EQ(counts().protocol_errors, 1U);
  act([&] { socket().abandon(); });
  act([&] { end.reset(); });
  EXPECT_EQ(counts().open, 0U);
  auto sum = counts();
  sum += counts();
  EXPECT_EQ(sum.opened, 2U);
  EXPECT_EQ(sum.protocol_errors, 2U);
  EXPECT_EQ(sum.bytes_received, 2 * counts().bytes_received);
}

}  // namespace kotori::inline v0::websocket
