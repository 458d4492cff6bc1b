#include "kotori/async/sleep.hpp"
#include "kotori/kotori.hpp"
#include "kotori/net/stream_wait.hpp"
#include "kotori/net/tcp_stream.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <semaphore>
#include <thread>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view upgrade =
    "GET /socket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
constexpr std::string_view get = "GET /page HTTP/1.1\r\nHost: here\r\n\r\n";

/// What handlers wait for that is neither their client nor the time.
class Door {
 public:
  auto opens() {
    struct Awaiter {
      Door& door;
      bool await_ready() const { return false; }
      void await_suspend(std::coroutine_handle<> caller) { door.waiting_.push_back(caller); }
      void await_resume() const {}
    };
    return Awaiter{*this};
  }
  /// On the loop of those who wait.
  void open() {
    for (const auto one : std::exchange(waiting_, {})) one.resume();
  }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  std::vector<std::coroutine_handle<>> waiting_;
};

Routes behind(Door& door) {
  Routes routes;
  routes.get("/page", [&door](const Request&) -> Task<Response> {
    co_await door.opens();
    co_return Response::text("hi\n");
  });
  routes.websocket("/socket", [&door](WebSocket&) -> Task<> { co_await door.opens(); });
  return routes;
}

}  // namespace

TEST(Stopping, GivesUpOnHandlersThatWaitForSomethingElseAndSaysSo) {
  Door door;
  TestServer server{behind(door)};
  auto socket = server.dial(), page = server.dial();
  socket->write(upgrade);
  page->write(get);
  server.simulation().run_until_idle();
  ASSERT_EQ(door.waiting(), 2U);
  server.stop();
  testing::internal::CaptureStderr();
  server.advance(ServeOptions{}.stop_time + 1s - 1ms);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("cut off conversations that did not end in time count=2"));
  testing::internal::CaptureStderr();
  server.advance(1ms);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("websockets=1 requests=1"));
  EXPECT_EQ(server.connections(), 2U);
  server.simulation().run_on(server.simulation().loop(0), [&] { door.open(); });
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Stopping, TellsHowManyAreLeftOverRealSockets) {
  Door door;
  Loops loops{1}, clients{1};
  Server server{loops, behind(door), {.listen = {"127.0.0.1", 0}, .stop_time = 10ms}};
  const auto endpoint = server.listen();
  ASSERT_TRUE(endpoint);
  TaskGroup asking;
  std::binary_semaphore ended{0};
  auto ask = [&]() -> Task<> {
    auto stream = co_await connect_tcp(clients[0], *endpoint);
    (*stream)->write(get);
    std::string answer(1000, '\0');
    while (co_await wait_readable(**stream, 1h) == Waited::ready &&
           (*stream)->read(answer).stream == Transfer::Stream::open) {
    }
    ended.release();
  };
  clients[0].post([&] { asking.spawn(ask()); });
  clients.start();
  loops.start();
  const auto look = [&] {
    std::size_t waiting = 0;
    std::binary_semaphore seen{0};
    loops[0].post([&] {
      waiting = door.waiting();
      seen.release();
    });
    seen.acquire();
    return waiting;
  };
  for (const auto end = std::chrono::steady_clock::now() + 20s; look() == 0;)
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  EXPECT_EQ(server.stop(), 1U);
  loops[0].post([&] { door.open(); });
  ended.acquire();
  loops.finish();
  clients.finish();
}

/// The whole of a program whose handler never ends.
void serve_until_told(Door& door) {
  std::jthread outside;
  ServeOptions options{.listen = {"127.0.0.1", 0}, .loops = 1, .stop_time = 10ms};
  options.on_listening = [&](const Endpoint& endpoint) {
    outside = std::jthread{[endpoint] {
      Loops clients{1};
      TaskGroup asking;
      auto ask = [&]() -> Task<> {
        auto stream = co_await connect_tcp(clients[0], endpoint);
        (*stream)->write(get);
        co_await wait_readable(**stream, 200ms);
        kill(getpid(), SIGTERM);
        co_await wait_readable(**stream, 1h);
      };
      clients[0].post([&] { asking.spawn(ask()); });
      clients.start();
      pause();  // until the program has ended
    }};
  };
  std::exit(serve(behind(door), options));
}

TEST(Stopping, EndsAProgramOfWhichSomethingIsLeft) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Door door;
  EXPECT_EXIT(serve_until_told(door), testing::ExitedWithCode(EXIT_FAILURE), "websockets=0 requests=1");
}

TEST(Stopping, IsToldOnceBeforeAnybodyHearsOfIt) {
  Routes routes;
  routes.websocket("/socket", [](WebSocket& socket) -> Task<> { co_await socket.receive(); });
  int told = 0;
  std::size_t open = 0;
  TestServer* stopping = nullptr;
  {
    TestServer server{routes, {.serve = {.on_stopping = [&] {
                                 ++told;
                                 open = stopping->connections();
                               }}}};
    stopping = &server;
    auto ann = server.connect("/socket");
    EXPECT_EQ(told, 0);
    server.stop();
    EXPECT_EQ(told, 1);
    EXPECT_EQ(open, 1U);
    EXPECT_EQ(ann.closed_with(), CloseCode::service_restart);
    server.stop();
  }
  EXPECT_EQ(told, 1);
}

TEST(Stopping, WaitsForWhoIsToldAndServesMeanwhile) {
  std::atomic<bool> ready = true;
  Routes routes;
  routes.get("/ready",
             [&](const Request&) { return Response::text("", ready ? Status::ok : Status::service_unavailable); });
  int heard = 0;
  LiveServer* stopping = nullptr;
  const auto test = std::this_thread::get_id();
  std::thread::id teller;
  LiveServer server{routes, {.on_stopping = [&] {
                      teller = std::this_thread::get_id();
                      ready = false;
                      heard = stopping->get("/ready").status;  // on a new connection
                    }}};
  stopping = &server;
  EXPECT_EQ(server.get("/ready").status, 200);
  server.stop();
  EXPECT_EQ(heard, 503);
  EXPECT_EQ(teller, test);
}

TEST(Stopping, GoesOnWhenWhoIsToldThrows) {
  TestServer server{{}, {.serve = {.on_stopping = [] { throw std::runtime_error("oh"); }}}};
  auto wire = server.dial();
  testing::internal::CaptureStderr();
  server.stop();
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("on_stopping failed error=oh"));
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Stopping, CutsAnAnswerThatNeverEnds) {
  Routes routes;
  routes.get("/", [](const Request&) {
    return Response::stream("text/plain", []() -> Task<std::optional<std::string>> {
      co_await sleep(1ms);
      co_return std::string(1000, 'x');
    });
  });
  Loops clients{1};
  LiveServer server{routes, {.loops = 1, .stop_time = 100ms}};
  TaskGroup asking;
  std::atomic<std::size_t> heard = 0;
  std::binary_semaphore ended{0};
  auto ask = [&]() -> Task<> {
    auto stream = co_await connect_tcp(clients[0], server.endpoint());
    (*stream)->write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
    std::string some(100'000, '\0');
    for (;;) {
      const auto got = (*stream)->read(some);
      heard += got.bytes;
      if (got.stream != Transfer::Stream::open) break;
      if (got.bytes == 0) co_await wait_readable(**stream, 1h);
    }
    ended.release();
  };
  clients[0].post([&] { asking.spawn(ask()); });
  clients.start();
  for (const auto end = std::chrono::steady_clock::now() + 20s; heard < 10'000;)
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  server.stop();
  ended.acquire();
  clients.finish();
}

}  // namespace kotori::inline v0
