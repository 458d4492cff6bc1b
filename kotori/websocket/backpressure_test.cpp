#include "kotori/websocket/test_bare_peer.hpp"

namespace kotori::inline v0::websocket {
namespace {
using namespace std::chrono_literals;
constexpr Duration instant = 1ns;
const PipeOptions no_room{.capacity = 0};

struct ASlowReader : WithABarePeer {
  ASlowReader() { options.ping_every = 0s; }
  void send(std::size_t payload) {
    act([this, payload] { socket().send(std::string(payload, 'x')); });
  }
  bool is_open_after(std::size_t bound, std::initializer_list<std::size_t> payloads) {
    options.outbox_bytes = bound;
    begin(no_room);
    for (const auto payload : payloads) send(payload);
    const bool open = socket().is_open();
    EXPECT_TRUE(!open || socket().outbox().held_bytes() == bound) << socket().outbox().held_bytes();
    EXPECT_EQ(end->ended, !open);
    act([this] { socket().abandon(); });
    act([this] { end.reset(); });
    return open;
  }
};
}  // namespace

TEST_F(ASlowReader, MayLeaveExactlySoManyBytes) {
  // Frames of 4 + 996 bytes and of 2 + 100; 64 for each piece of memory.
  EXPECT_TRUE(is_open_after(1064, {996}));
  EXPECT_FALSE(is_open_after(1063, {996}));
  EXPECT_TRUE(is_open_after(2128, {996, 996}));
  EXPECT_FALSE(is_open_after(2127, {996, 996}));
  EXPECT_TRUE(is_open_after(268, {100, 100}));
  EXPECT_FALSE(is_open_after(267, {100, 100}));
}

TEST_F(ASlowReader, IsToldToComeBackWhenThatIsTooMany) {
  options.outbox_bytes = 1063;
  begin(no_room);
  send(996);
  EXPECT_EQ(counts().slow_readers_bytes, 1U);
  EXPECT_EQ(counts().slow_readers_time, 0U);
  advance(options.close_time - instant);
  EXPECT_FALSE(end->finished);
  advance(instant);
  EXPECT_TRUE(end->finished);
}

TEST_F(ASlowReader, WhoTakesNothingIsClosedInTimeAndFreed) {
  begin({.capacity = 100});
  send(1000);
  advance(options.undrained_time - instant);
  EXPECT_TRUE(socket().is_open());
  advance(instant);
  EXPECT_FALSE(socket().is_open());
  EXPECT_TRUE(end->ended);
  EXPECT_EQ(counts().slow_readers_time, 1U);
  EXPECT_EQ(counts().slow_readers_bytes, 0U);
  advance(options.close_time);
  EXPECT_TRUE(end->finished);
  EXPECT_EQ(counts().unsent_bytes, 0U);
}

TEST_F(ASlowReader, FindsTheRestOfAFrameAndTheReasonWhenItReadsInTheEnd) {
  begin({.capacity = 100});
  send(1000);
  send(1000);
  advance(options.undrained_time);
  const auto events = peer_hears();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0], Event(Message{MessageKind::text, std::string(1000, 'x')}));
  EXPECT_EQ(std::get<Close>(events[1]).code, CloseCode::slow_reader);
}

TEST_F(ASlowReader, DoesNotHoldUpAHandlerThatWaitsUntilAllHasLeft) {
  connect({.capacity = 100});
  bool drained = false;
  auto send_in_bulk = [&]() -> Task<> {
    socket().send(std::string(1000, 'x'));
    co_await socket().drained();
    drained = true;
    co_await socket().finish();
  };
  act([&] { tasks.spawn(send_in_bulk()); });
  advance(options.undrained_time + options.close_time - instant);
  EXPECT_FALSE(drained);
  advance(instant);
  EXPECT_TRUE(drained);
  EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(ASlowReader, OfOneByteASecondDoesNotStay) {
  begin({.capacity = 100});
  send(1000);
  for (Duration passed{}; passed < options.undrained_time; passed += 1s) {
    EXPECT_TRUE(socket().is_open());
    peer_reads(1);
    advance(1s);
  }
  EXPECT_FALSE(socket().is_open());
}

TEST_F(ASlowReader, HasToTake64KibibytesInEachSoLongAsSomethingWaits) {
  for (const bool enough : {true, false}) {
    begin({.capacity = 1000});
    send(300'000);
    for (int times = 0; times < 3; ++times) {
      advance(options.undrained_time - instant);
      peer_reads(64 * 1024);
      advance(instant);
      EXPECT_TRUE(socket().is_open());
    }
    advance(options.undrained_time - instant);
    peer_reads(64 * 1024 - (enough ? 0 : 1));
    advance(instant);
    EXPECT_EQ(socket().is_open(), enough);
    act([&] { socket().abandon(); });
    act([&] { end.reset(); });
  }
}

TEST_F(ASlowReader, WhoTakesAllOfItHasItsTimeAnew) {
  begin({.capacity = 100});
  for (int times = 0; times < 5; ++times) {
    send(1000);
    advance(options.undrained_time - instant);
    peer_reads();
    EXPECT_TRUE(socket().outbox().empty());
    advance(times * 1s);
  }
  EXPECT_TRUE(socket().is_open());
  send(1000);
  advance(options.undrained_time);
  EXPECT_FALSE(socket().is_open());
}

TEST_F(ASlowReader, OfPongsOnlyIsOneToo) {
  begin({.capacity = 100});
  for (int i = 0; i < 50; ++i) {
    for (int ping = 0; ping < 100; ++ping) peer_sends(frame(Opcode::ping, std::string(10, 'x')));
    advance(1s);
    EXPECT_LE(socket().outbox().held_bytes(), 64 * 1024U);
    if (!socket().is_open()) break;
  }
  EXPECT_FALSE(socket().is_open());
}

TEST_F(ASlowReader, IsSeenInTheCounts) {
  begin({.capacity = 100});
  EXPECT_EQ(counts().unsent_bytes, 0U);
  send(1000);
  EXPECT_EQ(counts().unsent_bytes, socket().outbox().held_bytes());
  send(1000);
  EXPECT_EQ(counts().unsent_bytes, socket().outbox().held_bytes());
  peer_reads(500);
  EXPECT_EQ(counts().unsent_bytes, socket().outbox().held_bytes());
  peer_reads();
  EXPECT_EQ(counts().unsent_bytes, 0U);
  send(1000);
  EXPECT_GT(counts().unsent_bytes, 0U);
  act([&] { socket().abandon(); });
  EXPECT_EQ(counts().unsent_bytes, 0U);
}

}  // namespace kotori::inline v0::websocket
