#include "kotori/client/event_source.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/client/client.hpp"
#include "kotori/http/event_feed.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/testing/test_server.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace kotori::inline v0::client {
namespace {
using namespace std::chrono_literals;

/// A server in memory, and one who listens to its events.
struct Listening : testing::Test {
  Listening() {
    options.back_off = {.first = 1s, .most = 8s, .seed = 1};
    routes.events("/feed", [this](EventStream& events) -> Task<> {
      came.push_back(events.last_event_id());
      if (feed) {
        auto seat = feed->join(events);
        co_await events.closed();
      } else {
        co_await serve(events);
      }
    });
    routes.get("/status/{status}", [this](const Request& request) {
      came.push_back(request.path("status"));
      Response response{.status = static_cast<Status>(request.path<int>("status"))};
      response.headers.add("Retry-After", "5");
      return response;
    });
    routes.get("/text", [](const Request&) { return Response::text("data: x\n\n"); });
    routes.get("/moved", [](const Request&) { return Response::redirect("/feed"); });
  }
  ~Listening() override {
    on_loop([] { Loop::current()->stop_waiting(); });
    EXPECT_TRUE(ended);
  }
  void begin(const std::string& path = "/feed") {
    server.emplace(routes);
    client.emplace(ClientOptions{.dial = [this](const Url&) { return dial(); }});
    on_loop([&] { tasks.spawn(listen("http://feed.example" + path)); });
  }
  Task<> listen(std::string url) {
    EventSource events{*client, std::move(url), options};
    while (auto event = co_await events.next()) heard.push_back(event->event + " " + event->data);
    ended = true;
    trouble = events.trouble();
  }
  Task<Result<std::unique_ptr<Stream>>> dial() {
    auto made = server->dial();
    wire = made.get();
    co_return std::move(made);
  }
  void on_loop(Job job) {
    auto& simulation = server->simulation();
    simulation.run_on(simulation.loop(1), std::move(job));
  }
  void lose() {
    on_loop([&] { wire->cut_after(0); });
    server->simulation().run_on(server->simulation().loop(1), [] {});
  }

  Routes routes;
  std::function<Task<>(EventStream&)> serve = [](EventStream& events) -> Task<> { co_await events.closed(); };
  std::optional<EventFeed> feed;
  EventSourceOptions options;
  std::optional<TestServer> server;
  std::optional<Client> client;
  TaskGroup tasks;
  Pipe* wire = nullptr;
  std::vector<std::string> came, heard;
  bool ended = false;
  std::string trouble;
};
using Lines = std::vector<std::string>;
}  // namespace

TEST_F(Listening, HearsEvents) {
  serve = [](EventStream& events) -> Task<> {
    events.send("one\nline two");
    co_await events.sleep(20s);
    events.send({.data = "two", .event = "said"});
    co_await events.closed();
  };
  begin();
  EXPECT_EQ(heard, Lines{"message one\nline two"});
  server->advance(30s);
  EXPECT_EQ(heard, (Lines{"message one\nline two", "said two"}));
  EXPECT_EQ(came.size(), 1U);
}

TEST_F(Listening, ComesBackBehindWhatItHasHeardAndMissesNothing) {
  feed.emplace();
  begin();
  feed->send("one");
  server->advance(0s);
  lose();
  feed->send("two");
  server->advance(10s);
  feed->send("three");
  server->advance(0s);
  EXPECT_EQ(heard, (Lines{"message one", "message two", "message three"}));
  ASSERT_EQ(came.size(), 2U);
  EXPECT_EQ(came[0], "");
  EXPECT_NE(came[1], "");
}

TEST_F(Listening, MissesNothingAlsoWhenItWasLostBeforeItHeardAnything) {
  feed.emplace();
  begin();
  lose();
  feed->send("one");
  server->advance(10s);
  EXPECT_EQ(heard, Lines{"message one"});
}

TEST_F(Listening, ComesBackWhenTheServerHasEndedAndAsLateAsItAsked) {
  std::vector<Instant> at;
  serve = [&](EventStream& events) -> Task<> {
    at.push_back(server->simulation().now());
    events.send({.id = "7", .retry = 20s});
    co_return;
  };
  begin();
  server->advance(2min);
  ASSERT_GT(at.size(), 2U);
  for (std::size_t i = 0; i + 1 < at.size(); ++i) EXPECT_GE(at[i + 1] - at[i], 20s);
  EXPECT_EQ(came[1], "7");
}

TEST_F(Listening, KeepsTheWaitThatItWasOnceAskedFor) {
  std::vector<Instant> at;
  serve = [&](EventStream& events) -> Task<> {
    at.push_back(server->simulation().now());
    if (at.size() == 1) events.send({.data = "late", .retry = 20s});
    co_return;
  };
  begin();
  server->advance(5min);
  ASSERT_GT(at.size(), 3U);
  for (std::size_t i = 0; i + 1 < at.size(); ++i) EXPECT_GE(at[i + 1] - at[i], 20s);
}

TEST_F(Listening, WaitsLongerEachTimeForAServerThatSaysAWordAndEndsUntilOneHasBeenSteady) {
  options.back_off = {.first = 1s, .most = 1h, .steady = 10s, .seed = 2};
  Duration lasts = 0s;
  serve = [&](EventStream& events) -> Task<> {
    events.send("a word");
    co_await events.sleep(lasts);
  };
  begin();
  server->advance(1h);
  const auto before = came.size();
  EXPECT_LT(before, 20U);  // a wait of up to an hour by now
  lasts = 10s;             // the next one is steady
  server->advance(3h);
  EXPECT_GT(came.size(), before + 100);
}

TEST_F(Listening, GivesUpAServerThatIsSilentAndComesBack) {
  begin();
  on_loop([&] { server->simulation().faults().fail_nth(1, Fault::stall); });
  server->advance(options.silence + 15s + 8s);
  EXPECT_EQ(came.size(), 2U);
  EXPECT_FALSE(ended);
}

TEST_F(Listening, ComesBackAfterAPassingFailureNoEarlierThanAsked) {
  for (const auto* status : {"503", "500", "429", "408"}) {
    came.clear();
    ended = false;
    begin("/status/" + std::string(status));
    server->advance(4s);
    EXPECT_EQ(came.size(), 1U) << status;
    server->advance(2min);
    EXPECT_GT(came.size(), 5U) << status;
    EXPECT_FALSE(ended);
    on_loop([] { Loop::current()->stop_waiting(); });
    EXPECT_TRUE(ended);
    EXPECT_EQ(trouble, "");
  }
}

TEST_F(Listening, IsOverWhenTheServerHasNothingMoreOrNoEvents) {
  const auto told = [&](const std::string& path) {
    begin(path);
    EXPECT_TRUE(ended);
    return trouble;
  };
  EXPECT_EQ(told("/status/204"), "the server answered 204");
  EXPECT_EQ(told("/status/404"), "the server answered 404");
  EXPECT_EQ(told("/text"), "the answer is no event stream");
}

TEST_F(Listening, SaysNoIdThatNoHeaderCarries) {
  std::string id;
  routes.get("/odd", [&](const Request& request) {
    came.emplace_back(request.header("Last-Event-ID").value_or("(none)"));
    auto answer = Response::text("id: " + id + "\ndata: x\n\n");
    answer.headers.set("Content-Type", "text/event-stream");
    return answer;
  });
  const auto told = [&](std::string odd) {
    id = std::move(odd);
    came.clear();
    begin("/odd");
    server->advance(10s);
    const auto second = came.size() > 1 ? came[1] : "(did not come back)";
    on_loop([] { Loop::current()->stop_waiting(); });
    return second;
  };
  EXPECT_EQ(told("seven"), "seven");
  EXPECT_EQ(told("sev\x01"), "(none)");
  EXPECT_EQ(told(" seven"), "(none)");
  EXPECT_EQ(told("seven "), "(none)");
  EXPECT_EQ(told(std::string(4096, '7')), std::string(4096, '7'));
  EXPECT_EQ(told(std::string(4097, '7')), "(none)");
}

TEST_F(Listening, FollowsARedirect) {
  serve = [](EventStream& events) -> Task<> {
    events.send("here");
    co_await events.closed();
  };
  begin("/moved");
  EXPECT_EQ(heard, Lines{"message here"});
}

TEST_F(Listening, IsOverWithAnEventThatIsTooLarge) {
  options.event_bytes = 100;
  serve = [](EventStream& events) -> Task<> {
    events.send(std::string(200, 'x'));
    co_await events.closed();
  };
  begin();
  EXPECT_TRUE(ended);
  EXPECT_EQ(trouble, "an event is too large");
}

}  // namespace kotori::inline v0::client
