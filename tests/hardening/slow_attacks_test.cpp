#include "tests/hardening/attackers.hpp"
#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// Attackers who are slow, many, or never stop: whoever behaves is answered as if they were not there.
namespace hardening {
namespace {

using namespace rfc6455;
using kotori::ServeOptions;

const std::string upgrade =
    "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

std::string repeated(std::string_view unit, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += unit;
  return all;
}

/// Each word was heard in the server's next turn, and answered without any time passing: so it is without attackers.
void expect_answered_at_once(const Siege& siege) {
  EXPECT_GT(siege.regular().said, 0U);
  EXPECT_EQ(siege.regular().answered, siege.regular().said);
  EXPECT_LE(siege.regular().turns, 1U);
  EXPECT_EQ(siege.regular().time, kotori::Duration::zero());
}

/// Slow ones are as many as there may be, and send a byte a second; their time is up after so many seconds.
void expect_to_outlast_slow(const Plan& plan, unsigned seconds, std::string_view last_words) {
  Siege siege;
  siege.join(500, plan);
  siege.goes_on(1, plan.begins.size() + 1);
  siege.goes_on(seconds - 2, 1);
  EXPECT_EQ(siege.turned_away(), 0U);
  // It says why, and waits a little for them to go.
  siege.goes_on(8, 1);
  EXPECT_EQ(siege.turned_away(), 500U);
  EXPECT_EQ(siege.connections(), 0U);
  EXPECT_TRUE(siege.attackers().front()->heard().starts_with(last_words)) << siege.attackers().front()->heard();
  expect_answered_at_once(siege);
}

}  // namespace

TEST(Siege, ByNobodyIsWhatTheOthersAreComparedWith) {
  Siege siege;
  siege.goes_on(10, 0);
  expect_answered_at_once(siege);
  EXPECT_EQ(siege.regular().others, 0U);
}

TEST(Siege, ByHeadsOfAByteASecondEndsWithTheTimeForARequest) {
  expect_to_outlast_slow({.begins = "GET / HTTP/1.1\r\nHost: a\r\n", .repeats = "X: y\r\n"}, 10, "HTTP/1.1 408 ");
}

TEST(Siege, ByBodiesOfAByteASecondEndsWithTheTimeForARequest) {
  expect_to_outlast_slow({.begins = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", .repeats = "x"},
                         10, "HTTP/1.1 408 ");
  expect_to_outlast_slow(
      {.begins = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .repeats = "1\r\nx\r\n"}, 10,
      "HTTP/1.1 408 ");
}

TEST(Siege, ByMessagesOfAByteASecondEndsWithTheTimeForAMessage) {
  const auto close = "\x88\x1A\x03\xF0"s + "too long for one message";
  expect_to_outlast_slow({.begins = upgrade, .repeats = frame(fin | binary, std::string(1'000, 'x'))}, 30, close);
  expect_to_outlast_slow({.begins = upgrade + frame(text, ""), .repeats = frame(continuation, "")}, 30, close);
}

TEST(Siege, ByThousandsThatSayNothingEndsWithTheIdleTime) {
  Siege siege;
  siege.join(3'000, {});
  siege.goes_on(59, 0);
  EXPECT_EQ(siege.connections(), 3'000U);
  siege.goes_on(2, 0);
  EXPECT_EQ(siege.connections(), 0U);
  expect_answered_at_once(siege);
}

TEST(Siege, ByThousandsThatNeverBeginTlsEndsWithTheTimeForThat) {
  Siege siege{Over::tls};
  siege.join(1'000, {.begins = "\x16\x03\x01\x02", .repeats = {}});
  siege.goes_on(1, 4);
  siege.goes_on(8, 0);
  EXPECT_EQ(siege.connections(), 1'000U);
  siege.goes_on(2, 0);
  EXPECT_EQ(siege.connections(), 0U);
  expect_answered_at_once(siege);
}

TEST(Siege, ByThoseWhoTakeNoAnswerEndsWithTheTimeForThat) {
  Siege siege;
  siege.join(100, {.begins = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
                   .repeats = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
                   .reads = false});
  siege.goes_on(1, 4'000);
  EXPECT_EQ(siege.connections(), 100U);
  siege.goes_on(11, 0);
  EXPECT_EQ(siege.connections(), 0U);
  expect_answered_at_once(siege);
}

TEST(Siege, ByWebSocketsThatDoNotReadEndsWithTheBoundOfTheOutbox) {
  Siege siege{Over::plain, {.websocket = {.outbox_bytes = 256 * 1024}}};
  siege.join(20, {.begins = upgrade, .repeats = frame(fin | text, std::string(30'000, 'x')), .reads = false});
  siege.goes_on(1, upgrade.size() + 3 * 30'008);
  EXPECT_EQ(siege.connections(), 20U);
  siege.goes_on(2, 10 * 30'008);
  siege.goes_on(10, 0);
  EXPECT_EQ(siege.connections(), 0U);
  expect_answered_at_once(siege);
}

TEST(Siege, ByFragmentsEndsAtTheFirstThatIsTooMany) {
  for (const auto& fragment : {frame(continuation, "x"), frame(continuation, "")}) {
    Siege siege;
    siege.join(50, {.begins = upgrade + frame(text, ""), .repeats = repeated(fragment, 1'000)});
    siege.goes_on(1, 10'000);
    EXPECT_TRUE(siege.attackers().front()->heard().ends_with("message in too many fragments"));
    siege.goes_on(6, 0);
    EXPECT_EQ(siege.turned_away(), 50U);
    EXPECT_EQ(siege.connections(), 0U);
    expect_answered_at_once(siege);
  }
}

/// Floods that are there all at once, for the server to take as much of as it likes.
void expect_a_fair_share(const Plan& plan, std::size_t bytes, std::size_t most_a_turn) {
  constexpr std::size_t many = 5;
  Siege siege{Over::plain, {}, {.capacity = 1'000'000}};
  siege.join(many, plan);
  siege.goes_on(3, bytes);
  expect_answered_at_once(siege);
  EXPECT_GT(siege.regular().others, 0U);
  // In the turn that hears it, and in the one that went on when it was said.
  EXPECT_LE(siege.regular().others, many * most_a_turn * 2);
}

TEST(Siege, ByRequestsWithoutPauseTakesOneOfEachTurn) {
  expect_a_fair_share({.begins = {}, .repeats = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"}, 10'000, 1);
}

TEST(Siege, ByMessagesWithoutPauseTakesAShareOfEachTurn) {
  for (const auto& message : {frame(fin | binary, "x"), frame(fin | binary, "")})
    expect_a_fair_share({.begins = upgrade, .repeats = repeated(message, 1'000)}, 7 * 5'000, 256);
}

TEST(Siege, ByPingsEndsAtTheFirstThatIsTooMany) {
  for (const auto opcode : {ping, pong}) {
    Siege siege;
    siege.join(50, {.begins = upgrade, .repeats = repeated(frame(fin | opcode, "x"), 1'000)});
    siege.goes_on(1, 10'000);
    siege.goes_on(6, 0);
    EXPECT_EQ(siege.turned_away(), 50U);
    EXPECT_EQ(siege.connections(), 0U);
    expect_answered_at_once(siege);
  }
}

TEST(Siege, ByThousandsOfWebSocketsThatFellSilentEndsWithTheTimeForAPong) {
  Siege siege;
  siege.join(1'000, {.begins = upgrade, .repeats = {}, .reads = false});
  siege.goes_on(1, upgrade.size());
  EXPECT_EQ(siege.connections(), 1'000U);
  siege.goes_on(33, 0);
  EXPECT_EQ(siege.connections(), 0U);
  expect_answered_at_once(siege);
}

TEST(Siege, ByThoseWhoComeAndGoLeavesNobodyBehind) {
  Siege siege;
  for (int second = 0; second < 10; ++second) {
    siege.join(100, {.begins = upgrade, .repeats = {}});
    siege.join(100, {.begins = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", .repeats = {}});
    siege.goes_on(1, upgrade.size());
    siege.attackers_leave();
  }
  siege.goes_on(1, 0);
  EXPECT_EQ(siege.connections(), 0U);
  expect_answered_at_once(siege);
}

}  // namespace hardening
