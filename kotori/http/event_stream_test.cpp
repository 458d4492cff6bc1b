#include "kotori/http/event_stream.hpp"

#include "kotori/async/simulation.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/http/event_feed.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <stdexcept>
#include <vector>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

/// A stream, and a sender that takes what gathers, as long as it is let.
struct Listener {
  Listener(Simulation& simulation, std::size_t loop, EventHandler handler, std::string last_event_id = {},
           EventStreamOptions options = {})
      : simulation_(simulation), loop_(simulation.loop(loop)) {
    act([&] {
      stream = std::make_unique<EventStream>(std::move(last_event_id), std::move(handler), options);
      tasks.spawn(take());
    });
  }
  ~Listener() {
    act([&] { stream->close(); });
    act([&] { stream.reset(); });
  }
  Task<> take() {
    try {
      while (auto text = co_await stream->next()) {
        heard += *text;
        ++pieces;
        while (blocked) co_await kotori::sleep(1s);
      }
    } catch (const std::exception& thrown) {
      failure = thrown.what();
    }
    ended = true;
  }
  void act(Job job) { simulation_.run_on(loop_, std::move(job)); }
  std::string hears() { return std::exchange(heard, {}); }

  Simulation& simulation_;
  SimulatedLoop& loop_;
  std::unique_ptr<EventStream> stream;
  TaskGroup tasks;
  std::string heard, failure;
  int pieces = 0;
  bool blocked = false, ended = false;
};

Task<> until_closed(EventStream& events) { co_await events.closed(); }

/// A handler that keeps a seat.
EventHandler following(EventFeed& feed) {
  return [&feed](EventStream& events) -> Task<> {
    auto seat = feed.join(events);
    co_await events.closed();
  };
}

/// The id of the last event in this text.
std::string last_id(std::string_view text) {
  const auto begin = text.rfind("id: ") + 4;
  return std::string{text.substr(begin, text.find('\n', begin) - begin)};
}

/// Without ids.
std::string told(std::string text) {
  for (auto at = text.find("id: "); at != text.npos; at = text.find("id: "))
    text.erase(at, text.find('\n', at) + 1 - at);
  return text;
}
}  // namespace

TEST(AnEventStreamsHandler, SendsAndWhatItSendsInOneTurnLeavesAtOnce) {
  Simulation simulation;
  Listener ann{simulation, 0, [](EventStream& events) -> Task<> {
                 events.send("one");
                 events.send({.data = "two", .event = "said"});
                 if (co_await events.sleep(1s)) events.send("three");
               }};
  EXPECT_EQ(ann.hears(), "data: one\n\nevent: said\ndata: two\n\n");
  EXPECT_EQ(ann.pieces, 1);
  EXPECT_FALSE(ann.ended);
  simulation.advance(1s);
  EXPECT_EQ(ann.hears(), "data: three\n\n");
  EXPECT_TRUE(ann.ended);
}

TEST(AnEventStreamsHandler, EndsEarlyWhenTheClientHasLeft) {
  Simulation simulation;
  bool slept = true, closed = false;
  Listener ann{simulation, 0, [&](EventStream& events) -> Task<> {
                 slept = co_await events.sleep(1h);
                 co_await events.closed();
                 closed = true;
                 events.send("to nobody");
               }};
  ann.act([&] { ann.stream->close(); });
  EXPECT_FALSE(slept);
  EXPECT_TRUE(closed);
  EXPECT_TRUE(ann.ended);
  EXPECT_EQ(ann.hears(), "");
}

TEST(AnEventStreamsHandler, EndsEarlyWhenTheProgramStops) {
  Simulation simulation;
  Listener ann{simulation, 0, until_closed};
  ann.act([&] { Loop::current()->stop_waiting(); });
  EXPECT_TRUE(ann.ended);
  Listener late{simulation, 0, until_closed};
  EXPECT_TRUE(late.ended);
}

TEST(AnEventStreamsHandler, MayFailBeforeAndAfterItFirstWaits) {
  Simulation simulation;
  Listener ann{simulation, 0, [](EventStream& events) -> Task<> {
                 events.send("before");
                 co_await events.sleep(1s);
                 throw std::runtime_error("after");
               }};
  simulation.advance(1s);
  EXPECT_EQ(ann.hears(), "data: before\n\n");
  EXPECT_EQ(ann.failure, "after");
  Listener bob{simulation, 0, [](EventStream&) -> Task<> { throw std::runtime_error("at once"); }};
  EXPECT_EQ(bob.failure, "at once");
}

TEST(AnEventStream, BeatsItsHeartAfterEach15SecondsOfSilence) {
  Simulation simulation;
  Listener ann{simulation, 0, until_closed};
  simulation.advance(15s - 1ns);
  EXPECT_EQ(ann.hears(), "");
  simulation.advance(1ns);
  EXPECT_EQ(ann.hears(), ":\n\n");
  simulation.advance(10s);
  ann.act([&] { ann.stream->send("x"); });
  simulation.advance(15s - 1ns);
  EXPECT_EQ(ann.hears(), "data: x\n\n");
}

TEST(AnEventStream, HoldsWhatItMayAndClosesForOneByteMore) {
  Simulation simulation;
  for (const std::size_t more : {0UL, 1UL}) {
    Listener ann{simulation, 0, until_closed, {}, {.outbox_bytes = 100}};
    ann.act([&] {
      ann.blocked = true;
      ann.stream->send("first");
    });
    ann.act([&] { ann.stream->send(std::string(92 + more, 'x')); });  // and "data: " and two line ends
    ann.act([&] { EXPECT_EQ(ann.stream->is_open(), more == 0); });
    ann.blocked = false;
    simulation.advance(2s);
    EXPECT_EQ(ann.ended, more == 1);
  }
}

TEST(AnEventStream, SaysWhenToComeBack) {
  Simulation simulation;
  Listener ann{simulation, 0, until_closed, {}, {.retry = 3s}};
  EXPECT_EQ(ann.hears(), "retry: 3000\n\n");
}

TEST(AnEventFeed, IsHeardByAllOnAllLoopsInOneOrder) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    Simulation simulation{seed, 3};
    EventFeed feed;
    Listener ann{simulation, 0, following(feed)}, bob{simulation, 1, following(feed)},
        cat{simulation, 1, following(feed)};
    EXPECT_EQ(feed.size(), 3U);
    EXPECT_EQ(told(ann.hears() + bob.hears() + cat.hears()), "\n\n\n");  // where the feed stands
    for (int i = 0; i < 10; ++i)
      simulation.loop(static_cast<std::size_t>(i) % 3).post([&, i] { feed.send(std::to_string(i)); });
    simulation.run_until_idle();
    const auto heard = ann.hears();
    EXPECT_EQ(std::ranges::count(told(heard), 'd'), 10) << heard;
    EXPECT_EQ(bob.hears(), heard);
    EXPECT_EQ(cat.hears(), heard);
  }
}

TEST(AnEventFeed, ResumesBehindTheLastEventThatWasSeen) {
  Simulation simulation;
  EventFeed feed;
  std::string seen;
  {
    Listener ann{simulation, 0, following(feed)};
    seen = last_id(ann.hears());
  }
  feed.send("one");
  feed.send({.data = "two", .event = "said"});
  Listener ann{simulation, 0, following(feed), seen};
  const auto heard = ann.hears();
  EXPECT_EQ(told(heard), "data: one\n\nevent: said\ndata: two\n\n");
  Listener again{simulation, 0, following(feed), last_id(heard)};
  EXPECT_EQ(again.hears(), "");
  feed.send("three");
  simulation.run_until_idle();
  EXPECT_EQ(told(again.hears()), "data: three\n\n");
}

TEST(AnEventFeed, SaysWhenItCannotResume) {
  Simulation simulation;
  EventFeed feed{{.events = 2}}, other;
  std::string seen, foreign;
  {
    Listener ann{simulation, 0, following(feed)}, bob{simulation, 0, following(other)};
    seen = last_id(ann.hears());
    foreign = last_id(bob.hears());
  }
  const auto hears = [&](std::string id) {
    Listener ann{simulation, 0, following(feed), std::move(id)};
    return told(ann.hears());
  };
  feed.send("one");
  feed.send("two");
  EXPECT_EQ(hears(seen), "data: one\n\ndata: two\n\n");
  feed.send("three");
  const std::string missed = "event: missed\ndata: some events are gone\n\n";
  EXPECT_EQ(hears(seen), missed);
  for (const auto& wrong : {foreign, foreign + "0", std::string{"x"}, std::string{"-"}, seen + "9"})
    EXPECT_EQ(hears(wrong), missed) << wrong;
}

TEST(AnEventFeed, RemembersNoMoreBytesThanItMay) {
  Simulation simulation;
  EventFeed feed{{.bytes = 1000}};
  std::string seen;
  {
    Listener ann{simulation, 0, following(feed)};
    seen = last_id(ann.hears());
  }
  for (int i = 0; i < 20; ++i) feed.send(std::string(100, 'x'));
  EXPECT_THROW(feed.send(std::string(1000, 'x')), std::length_error);
  Listener ann{simulation, 0, following(feed), seen};
  EXPECT_EQ(told(ann.hears()), "event: missed\ndata: some events are gone\n\n");
}

TEST(AnEventFeed, HoldsNoMoreForALoopThatIsBehindThanItRemembers) {
  Simulation simulation;
  EventFeed feed{{.bytes = 1000}};
  Listener ann{simulation, 0, following(feed)};
  ann.hears();
  for (const int events : {5, 20}) {
    ann.act([&] {
      for (int i = 0; i < events; ++i) feed.send(std::string(100, 'x'));
    });
    EXPECT_EQ(ann.hears().contains("event: missed"), events == 20);
  }
  ann.act([&] { feed.send("goes on"); });
  EXPECT_EQ(told(ann.hears()), "data: goes on\n\n");
}

TEST(AnEventFeed, TellsWhoComesNothingTwiceThatIsOnItsWay) {
  Simulation simulation{1, 2};
  EventFeed feed;
  Listener ann{simulation, 0, following(feed)};
  const auto seen = last_id(ann.hears());
  std::unique_ptr<Listener> bob;
  // Sent, and on its way to that loop, when bob comes there in the same turn.
  simulation.loop().post([&] {
    feed.send("one");
    bob = nullptr;
  });
  simulation.run_until_idle();
  bob = std::make_unique<Listener>(
      simulation, 0,
      [&](EventStream& events) -> Task<> {
        feed.send("two");
        auto seat = feed.join(events);
        co_await events.closed();
      },
      seen);
  EXPECT_EQ(told(bob->hears()), "data: one\n\ndata: two\n\n");
  EXPECT_EQ(told(ann.hears()), "data: one\n\ndata: two\n\n");
}

}  // namespace kotori::inline v0
