#include "kotori/client/keep_connected.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/http/date.hpp"
#include "kotori/json/json.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/testing/test_server.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <stdexcept>
#include <vector>

namespace kotori::inline v0::client {
namespace {
using namespace std::chrono_literals;
using Why = KeptUntil::Why;

struct Word {
  std::string text;
  static constexpr auto json = json::shape(json::field("text", &Word::text));
};

TEST(AWait, IsAtRandomUpToABoundThatDoubles) {
  const BackOff back_off{.first = 1s, .most = 5s, .seed = 7};
  for (const Duration bound : {Duration{1s}, Duration{2s}, Duration{4s}, Duration{5s}, Duration{5s}}) {
    // The longest of very many who have failed so often, each with a seed of its own.
    Duration longest{};
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
      Waits waits{{.first = bound, .most = 5s, .seed = seed}};
      const auto wait = waits.next();
      EXPECT_LE(wait, bound);
      longest = std::max(longest, wait);
    }
    EXPECT_GT(longest, bound * 9 / 10);
  }
  Waits one{back_off}, same{back_off};
  for (int i = 0; i < 20; ++i) {
    const auto wait = one.next();
    EXPECT_EQ(wait, same.next());
    EXPECT_LE(wait, std::min<Duration>(5s, 1s * (1 << std::min(i, 3))));
  }
}

TEST(AWait, IsNeverShorterThanWhatAServerAsksForWithinReason) {
  Waits waits{{.first = 1s, .most = 1s, .most_asked = 60s, .seed = 3}};
  for (int i = 0; i < 100; ++i) {
    EXPECT_GE(waits.next(10s), 10s);
    EXPECT_LE(waits.next(10s), 11s);
    EXPECT_LE(waits.next(24h), 61s);
    EXPECT_LE(waits.next(-1s), 1s);
  }
}

TEST(AWait, IsReadInSeconds) {
  const auto asked = [](std::string_view text) {
    http::Headers headers;
    headers.add("Retry-After", text);
    return retry_after(headers);
  };
  EXPECT_EQ(asked("120"), 120s);
  EXPECT_GT(asked("99999999999999999999"), 24h);
  EXPECT_LT(asked("Sun, 06 Nov 1994 08:49:37 GMT"), 0s);
  EXPECT_GT(asked(http::http_date(unix_millis_now() + 100'000)), 90s);
  for (const auto* text : {"", "-1", "1.5", "tomorrow"}) EXPECT_FALSE(asked(text)) << text;
  EXPECT_FALSE(retry_after({}));
}

/// A server in memory whose handler the test gives, and one who stays connected to it.
struct StayingConnected : testing::Test {
  using Handler = std::function<Task<>(WebSocket&)>;

  StayingConnected() {
    options.back_off = {.first = 1s, .most = 8s, .seed = 1};
    routes.websocket("/chat", [this](WebSocket& socket) -> Task<> {
      served.push_back(server->simulation().now());
      co_await serve(socket);
    });
    routes.get("/busy", [this](const Request&) {
      served.push_back(server->simulation().now());
      Response response{.status = Status::service_unavailable};
      response.headers.add("Retry-After", "7");
      return response;
    });
    routes.get("/throttled", [this](const Request&) {
      served.push_back(server->simulation().now());
      return Response{.status = Status::too_many_requests};
    });
    routes.get("/forbidden", [](const Request&) { return Response{.status = Status::forbidden}; });
  }
  ~StayingConnected() override {
    stop();
    EXPECT_EQ(tasks.size(), 0U);
  }
  void begin(Handler handler, const std::string& path = "/chat") {
    server.emplace(routes);
    client.emplace(ClientOptions{.dial = server->dialer()});
    on_loop([&, handler] { tasks.spawn(stay("ws://chat.example" + path, handler)); });
  }
  Task<> stay(std::string url, Handler handler) {
    try {
      until = co_await keep_connected(*client, std::move(url), std::move(handler), options);
    } catch (const std::exception& thrown) {
      failure = thrown.what();
    }
  }
  void on_loop(Job job) {
    auto& simulation = server->simulation();
    simulation.run_on(simulation.loop(1), std::move(job));
  }
  void stop() {
    on_loop([] { Loop::current()->stop_waiting(); });
    server->advance(10s);
  }

  Routes routes;
  Handler serve = [](WebSocket& socket) -> Task<> { co_await socket.receive(); };
  KeepConnected options;
  std::optional<TestServer> server;
  std::optional<Client> client;
  TaskGroup tasks;
  std::vector<Instant> served;  // when somebody came
  std::optional<KeptUntil> until;
  std::string failure;
};

Task<> listen(WebSocket& socket) {
  while (co_await socket.receive()) {
  }
}
}  // namespace

TEST_F(StayingConnected, OpensTheNextConversationWhenOneHasEnded) {
  serve = [](WebSocket& socket) -> Task<> {
    socket.send("hello");
    co_return;
  };
  int conversations = 0, heard = 0;
  begin([&](WebSocket& socket) -> Task<> {
    ++conversations;
    while (co_await socket.receive()) ++heard;
  });
  EXPECT_EQ(conversations, 1);
  server->advance(1min);
  EXPECT_GT(conversations, 7);  // up to 1, 2, 4, 8, 8, ... seconds between them
  EXPECT_EQ(heard, conversations);
  EXPECT_FALSE(until);
}

TEST_F(StayingConnected, WaitsBetweenThemLongerEachTimeUntilOneHasBeenSteady) {
  options.back_off = {.first = 1s, .most = 1h, .steady = 10s, .seed = 2};
  Duration lasts = 0s;
  serve = [&](WebSocket&) -> Task<> { co_await sleep(lasts); };
  begin(listen);
  server->advance(1h);
  const auto came = served.size();
  EXPECT_LT(came, 20U);  // a wait of up to an hour by now
  lasts = 10s;           // the next one is steady
  server->advance(3h);
  ASSERT_GT(served.size(), came + 100);  // and all behind it: 10 s and up to a second
  for (auto i = served.size() - 50; i + 1 < served.size(); ++i) EXPECT_LE(served[i + 1] - served[i], 11s + 1ms);
}

TEST_F(StayingConnected, EndsForGoodWhenTheServerSaysSo) {
  for (const auto [code, for_good] : {std::pair{4499, false}, {4500, true}, {4999, true}, {1000, false}}) {
    served.clear();
    until.reset();
    serve = [said = CloseCode(code)](WebSocket& socket) -> Task<> {
      socket.close(said, "go");
      co_return;
    };
    begin(listen);
    server->advance(1min);
    EXPECT_EQ(until.has_value(), for_good) << code;
    if (until) {
      EXPECT_EQ(until->why, Why::closed);
      EXPECT_EQ(until->code, CloseCode(code));
      EXPECT_EQ(until->message, "go");
    }
    EXPECT_EQ(served.size() == 1, for_good);
    stop();
  }
}

TEST_F(StayingConnected, EndsForGoodWhenTheHandshakeIsRefused) {
  begin(listen, "/forbidden");
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::refused);
  EXPECT_EQ(until->status, 403);
}

TEST_F(StayingConnected, EndsForGoodWhenTheHandshakeIsAnsweredWithAPageOrARedirect) {
  routes.get("/page", [](const Request&) { return Response::text("a page"); });
  routes.get("/moved", [](const Request&) { return Response::redirect("/chat"); });
  begin(listen, "/page");
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::refused);
  EXPECT_EQ(until->status, 200);
  EXPECT_EQ(until->message, "the server answered 200 instead of 101");
  until.reset();
  begin(listen, "/moved");
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::refused);
  EXPECT_EQ(until->status, 303);
  EXPECT_EQ(until->message, "the server answered 303 instead of 101, with the Location /chat");
}

TEST_F(StayingConnected, EndsForGoodWhenTheServerAcceptsWhatWasNotAsked) {
  const auto with = [](std::string name, std::string value) {
    return [name, value](Request& request, Next next) -> Task<Response> {
      auto response = co_await next(request);
      response.headers.set(name, value);
      co_return response;
    };
  };
  for (const auto& [name, value, message] : {
           std::tuple{"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "the server's handshake is wrong"},
           std::tuple{"Upgrade", "h2c", "the server's handshake is wrong"},
           std::tuple{"Sec-WebSocket-Protocol", "chat.v9", "the server chose what was not offered"},
           std::tuple{"Sec-WebSocket-Extensions", "permessage-deflate", "the server chose what was not offered"},
       }) {
    Routes table;
    table.install(with(name, value));
    table.websocket("/chat", [](WebSocket& socket) -> Task<> { co_await socket.receive(); });
    routes = std::move(table);
    until.reset();
    begin(listen);
    server->advance(1min);
    ASSERT_TRUE(until) << name;
    EXPECT_EQ(until->why, Why::refused);
    EXPECT_EQ(until->status, 101);
    EXPECT_EQ(until->message, message);
    stop();
  }
}

TEST_F(StayingConnected, ComesBackToWhatMayPass) {
  for (const auto status : {408, 500, 502, 504}) {
    int asked = 0;
    Routes table;
    table.get("/chat", [&asked, status](const Request&) {
      ++asked;
      return Response{.status = static_cast<Status>(status)};
    });
    routes = std::move(table);
    begin(listen);
    server->advance(1min);
    EXPECT_GT(asked, 3) << status;
    EXPECT_FALSE(until) << status;
    stop();
    EXPECT_EQ(until->why, Why::stopping);
    until.reset();
  }
}

TEST_F(StayingConnected, EndsForGoodWithoutAUrl) {
  server.emplace(routes);
  client.emplace(ClientOptions{.dial = server->dialer()});
  for (const auto* url : {"chat.example", "http://chat.example/"}) {
    on_loop([&] { tasks.spawn(stay(url, listen)); });
    ASSERT_TRUE(until);
    EXPECT_EQ(until->why, Why::refused);
    EXPECT_NE(until->message, "");
    until.reset();
  }
}

TEST_F(StayingConnected, ComesBackToAServerThatIsBusyNoEarlierThanItAsks) {
  begin(listen, "/busy");
  server->advance(1min);
  ASSERT_GT(served.size(), 3U);
  for (std::size_t i = 0; i + 1 < served.size(); ++i) EXPECT_GE(served[i + 1] - served[i], 7s);
  EXPECT_FALSE(until);
}

TEST_F(StayingConnected, ComesBackToAServerThatHasHadTooManyRequests) {
  begin(listen, "/throttled");
  server->advance(1min);
  EXPECT_GT(served.size(), 3U);
  EXPECT_FALSE(until);
}

TEST_F(StayingConnected, IsDoneWhenItsHandlerIs) {
  begin([](WebSocket& socket) -> Task<> {
    socket.send("bye");
    co_return;
  });
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::done);
}

TEST_F(StayingConnected, SaysThatAMessageWasAMisfitToItsHandler) {
  serve = [](WebSocket& socket) -> Task<> {
    socket.send("no object");
    co_await socket.receive();
  };
  begin([](WebSocket& socket) -> Task<> { co_await socket.receive<Word>(); });
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::misfit);
  EXPECT_EQ(until->code, CloseCode::invalid_payload);
  EXPECT_NE(until->message, "");
}

TEST_F(StayingConnected, ThrowsWhatItsHandlerThrows) {
  std::optional<Ending> heard;
  serve = [&](WebSocket& socket) -> Task<> {
    co_await socket.receive();
    heard = *socket.ending();
  };
  begin([](WebSocket&) -> Task<> { throw std::runtime_error("oh"); });
  EXPECT_EQ(failure, "oh");
  EXPECT_EQ(heard, (Ending{Ending::By::peer, CloseCode::internal_error, ""}));
}

TEST_F(StayingConnected, EndsWithTheLoopInAConversationAndInAWait) {
  begin(listen);
  stop();
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::stopping);
  until.reset();
  begin(listen, "/busy");
  stop();
  ASSERT_TRUE(until);
  EXPECT_EQ(until->why, Why::stopping);
}

}  // namespace kotori::inline v0::client
