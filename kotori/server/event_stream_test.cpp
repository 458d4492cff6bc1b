#include "kotori/kotori.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// /feed sends one event and waits for the end, /two sends two a second apart, /flood sends without pause.
struct Events : testing::Test {
  Events() {
    routes.events("/feed", [this](EventStream& events) -> Task<> {
      ++begun;
      events.send(events.last_event_id().empty() ? "welcome" : "welcome back behind " + events.last_event_id());
      co_await events.closed();
      ++ended;
    });
    routes.events("/two", [](EventStream& events) -> Task<> {
      events.send("one");
      if (co_await events.sleep(1s)) events.send({.data = "two", .event = "said", .id = "2"});
    });
    routes.events("/flood", [this](EventStream& events) -> Task<> {
      ++begun;
      while (co_await events.sleep(Duration::zero())) events.send(std::string(10'000, 'x'));
      ++ended;
    });
    routes.get("/after", [](const Request&) { return Response::text("after\n"); });
  }
  TestServer& serve(TestServerOptions options = {}) { return server.emplace(routes, options); }
  std::unique_ptr<Pipe> asking(std::string_view path, std::string_view lines = {}) {
    auto wire = server->dial();
    says(*wire, "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n");
    return wire;
  }
  void says(Pipe& wire, std::string_view bytes) {
    on_clients([&] { wire.write(bytes); });
  }
  std::string hears(Pipe& wire) {
    std::string heard(1 << 20, '\0');
    on_clients([&] { heard.resize(wire.read(heard).bytes); });
    return heard;
  }
  void leave(std::unique_ptr<Pipe> wire) {
    on_clients([&] { wire.reset(); });
  }
  void on_clients(Job job) {
    auto& simulation = server->simulation();
    simulation.run_on(simulation.loop(simulation.loop_count() - 1), std::move(job));
  }

  int begun = 0, ended = 0;
  Routes routes;
  std::optional<TestServer> server;
};
}  // namespace

TEST_F(Events, ComeAsAStreamThatNobodyKeepsOrGathers) {
  serve();
  auto wire = asking("/feed");
  const auto heard = hears(*wire);
  EXPECT_THAT(heard, StartsWith("HTTP/1.1 200 OK\r\n"));
  for (const auto* line : {"Content-Type: text/event-stream\r\n", "Cache-Control: no-store\r\n",
                           "X-Accel-Buffering: no\r\n", "Transfer-Encoding: chunked\r\n"})
    EXPECT_THAT(heard, HasSubstr(line));
  EXPECT_THAT(heard, EndsWith("\r\n\r\nf\r\ndata: welcome\n\n\r\n"));
  leave(std::move(wire));
}

TEST_F(Events, BeginBehindTheLastOneThatWasSeen) {
  serve();
  auto wire = asking("/feed", "Last-Event-ID: 7\r\n");
  EXPECT_THAT(hears(*wire), HasSubstr("data: welcome back behind 7\n\n"));
  leave(std::move(wire));
}

TEST_F(Events, EndWithTheirHandlerAndTheConnectionGoesOn) {
  serve();
  auto wire = asking("/two");
  says(*wire, "GET /after HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(hears(*wire), HasSubstr("data: one\n\n"));
  server->advance(1s);
  const auto heard = hears(*wire);
  EXPECT_THAT(heard, HasSubstr("id: 2\nevent: said\ndata: two\n\n\r\n0\r\n\r\nHTTP/1.1 200 OK"));
  EXPECT_THAT(heard, EndsWith("after\n"));
  leave(std::move(wire));
}

// The control: without Response::gone `ended` stays 0 until the next heartbeat finds nobody.
TEST_F(Events, EndAtOnceWhenTheirClientLeavesThoughNothingIsSent) {
  serve();
  leave(asking("/feed"));
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(server->connections(), 0U);
  auto wire = asking("/feed");
  on_clients([&] { wire->finish_writing(); });
  EXPECT_EQ(ended, 2);
}

TEST_F(Events, EndWhenTheServerStops) {
  serve();
  auto wire = asking("/feed");
  server->stop();
  EXPECT_EQ(ended, 1);
  EXPECT_THAT(hears(*wire), EndsWith("0\r\n\r\n"));
}

TEST_F(Events, CloseAClientThatDoesNotRead) {
  serve({.pipe = {.capacity = 1000}});
  auto wire = asking("/flood");
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(ended, 1);  // a mebibyte waits
  EXPECT_EQ(server->connections(), 1U);
  server->advance(10s);  // ServeOptions::request_time
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Events, GiveUpAClientThatSpeaksMoreThan64KiBUnasked) {
  for (const std::size_t more : {0UL, 1UL}) {
    serve({.pipe = {.capacity = 1 << 20}});
    ended = 0;
    auto wire = asking("/feed");
    says(*wire, std::string(64 * 1024 + more, 'x'));
    EXPECT_EQ(ended, static_cast<int>(more));
    leave(std::move(wire));
  }
}

TEST_F(Events, AreNotBegunForWhoAsksForTheHead) {
  serve();
  const auto answer = server->ask({.method = "HEAD", .target = "/feed"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.find("Content-Type"), "text/event-stream");
  EXPECT_EQ(begun, 0);
}

TEST_F(Events, KeepALineOpenByAHeartbeat) {
  serve();
  auto wire = asking("/feed");
  hears(*wire);
  server->advance(14s);
  EXPECT_EQ(hears(*wire), "");
  server->advance(1s);
  EXPECT_EQ(hears(*wire), "3\r\n:\n\n\r\n");
  leave(std::move(wire));
}

TEST_F(Events, GoByAnswersThatLookAtTheRequestFirst) {
  routes.get("/rooms/{room}/feed", [](const Request& request) {
    return event_stream(request, [room = request.path("room")](EventStream& events) -> Task<> {
      events.send("welcome to " + room);
      co_return;
    });
  });
  EXPECT_EQ(serve().get("/rooms/lobby/feed").body, "data: welcome to lobby\n\n");
}

TEST_F(Events, WhoseClientHasLeftAreNoticedOverRealSocketsAndTls) {
  EventFeed feed;
  routes.events("/real", [&feed](EventStream& events) -> Task<> {
    events.send("hello");
    co_await events.closed();
    feed.send("somebody has left");
  });
  routes.events("/watch", [&feed](EventStream& events) -> Task<> {
    auto seat = feed.join(events);
    events.send("watching");
    co_await events.closed();
  });
  const auto come_and_go = [](client::Dial dial) -> Task<> {
    Client client{{.dial = std::move(dial)}};
    auto watch = client.events("http://server/watch");
    EXPECT_EQ((co_await watch.next()).value_or(Event{}).data, "watching");
    {
      auto events = client.events("http://server/real");
      EXPECT_EQ((co_await events.next()).value_or(Event{}).data, "hello");
    }
    EXPECT_EQ((co_await watch.next()).value_or(Event{}).data, "somebody has left");
  };
  LiveServer plain{routes};
  plain.run(come_and_go(plain.dialer()));
  LiveTlsServer secret{routes};
  secret.run(come_and_go(secret.dialer()));
}

}  // namespace kotori::inline v0
