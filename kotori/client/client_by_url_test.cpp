#include "kotori/async/sleep.hpp"
#include "kotori/client/client.hpp"
#include "kotori/json/json.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/handshake.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <utility>
#include <vector>

namespace kotori::inline v0::client {
namespace {
using namespace std::chrono_literals;

struct Bird {
  std::string name;
  static constexpr auto json = json::shape(json::field("name", &Bird::name));
};

/// A server in memory, a client that reaches it, and what the client had to dial.
struct ByUrl : testing::Test {
  ByUrl() {
    routes.get("/hello", [](const Request&) { return Response::text("hello"); });
    routes.post("/birds", [](const Request& request) { return Response::json(Bird{request.body<Bird>().name + "!"}); });
    routes.method("PUT", "/echo", [](const Request& request) {
      return Response::text(request.method + " " + request.content + " " +
                            std::string(request.header("Authorization").value_or("-")));
    });
    routes.get("/echo", [](const Request& request) {
      return Response::text(request.method + " " + request.content + " " +
                            std::string(request.header("Authorization").value_or("-")));
    });
    for (const auto* method : {"GET", "PUT", "POST"})
      routes.method(method, "/to", [](const Request& request) {
        Response response{.status = static_cast<Status>(request.query<int>("status", 302))};
        response.headers.add("Location", request.query("location").value_or("/echo"));
        return response;
      });
    routes.get("/steps/{left}", [](const Request& request) {
      const auto left = request.path<int>("left");
      return left == 0 ? Response::text("there") : Response::redirect("/steps/" + std::to_string(left - 1));
    });
    routes.get("/bytes/{count}", [](const Request& request) {
      return Response::text(std::string(request.path<std::size_t>("count"), 'x'));
    });
    routes.websocket("/birds", {.subprotocols = {"birds"}}, [](WebSocket& socket) -> Task<> {
      while (auto bird = co_await socket.receive<Bird>()) socket.send(Bird{bird->name + "!"});
    });
  }
  /// On the server that all of this is for.
  Client& serve(ClientOptions options = {}, TestServerOptions serving = {}) {
    server.emplace(routes, serving);
    options.dial = [this, dial = server->dialer()](Url to) {
      dialled.push_back(to.text());
      return dial(to);
    };
    return client.emplace(std::move(options));
  }
  Result<ClientResponse> ask(std::string url, ClientRequest request = {}) {
    std::optional<Result<ClientResponse>> answer;
    auto task = [](Client& by, std::string of, ClientRequest what,
                   std::optional<Result<ClientResponse>>& to) -> Task<> {
      to.emplace(co_await by.ask(std::move(of), std::move(what)));
    };
    server->run(task(*client, std::move(url), std::move(request), answer));
    return std::move(*answer);
  }
  std::string told(std::string url, ClientRequest request = {}) {
    const auto answer = ask(std::move(url), std::move(request));
    return answer ? answer->body : answer.error().message;
  }

  Routes routes;
  std::vector<std::string> dialled;
  std::optional<TestServer> server;
  std::optional<Client> client;
};
}  // namespace

TEST_F(ByUrl, AValueIsPostedAndAnotherComesBack) {
  serve();
  std::optional<Result<Bird>> bird;
  server->run([](Client& by, std::optional<Result<Bird>>& to) -> Task<> {
    const auto answer = co_await by.post("http://birds.example/birds", Bird{"tit"});
    if (answer && answer->ok()) to = answer->json<Bird>();
  }(*client, bird));
  ASSERT_TRUE(bird && *bird);
  EXPECT_EQ((*bird)->name, "tit!");
}

TEST_F(ByUrl, AnAnswerIsWholeWhateverItsStatus) {
  serve();
  const auto answer = ask("http://a/nothing");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_FALSE(answer->ok());
  EXPECT_FALSE(answer->json<Bird>());
}

TEST_F(ByUrl, WhatCannotBeAskedIsSaid) {
  serve();
  EXPECT_EQ(told("http://a:0/"),
            "\"http://a:0\" has no port from 1 to 65535 behind its colon; write it as https://chat.example");
  EXPECT_EQ(told("ws://a/hello"), "\"ws://a/hello\" is for connect()");
  EXPECT_EQ(told("http://a/hello", {.method = "GET / HTTP/1.1\r\nX: y"}), "\"GET / HTTP/1.1\r\nX: y\" is no method");
  EXPECT_TRUE(dialled.empty());
}

TEST_F(ByUrl, AConnectionIsKeptForTheNextRequestOfTheSameHost) {
  serve();
  EXPECT_EQ(told("http://a/hello"), "hello");
  EXPECT_EQ(told("http://a/hello"), "hello");
  EXPECT_EQ(dialled.size(), 1U);
  told("http://b/hello");
  told("https://a/hello");
  EXPECT_EQ(dialled.size(), 3U);
}

TEST_F(ByUrl, AConnectionIsKeptForItsIdleTimeAndNoLonger) {
  serve({.idle_time = 10s});
  told("http://a/hello");
  server->advance(10s - 1ns);
  told("http://a/hello");
  EXPECT_EQ(dialled.size(), 1U);
  server->advance(10s);
  told("http://a/hello");
  EXPECT_EQ(dialled.size(), 2U);
}

TEST_F(ByUrl, AConnectionThatTheServerEndsIsForgotten) {
  serve({}, {.serve = {.idle_time = 5s}});
  told("http://a/hello");
  server->advance(6s);
  EXPECT_EQ(told("http://a/hello"), "hello");
  EXPECT_EQ(dialled.size(), 2U);
  serve({}, {.serve = {.requests_per_connection = 1}});
  dialled.clear();
  told("http://a/hello");
  told("http://a/hello");
  EXPECT_EQ(dialled.size(), 2U);
}

TEST_F(ByUrl, SoManyConnectionsOfAHostAreKeptAndNotOneMore) {
  serve({.idle_connections = 2});
  server->run([](Client& by) -> Task<> {
    TaskGroup three;
    auto ask = [](Client& client) -> Task<> { co_await client.get("http://a/hello"); };
    for (int i = 0; i < 3; ++i) three.spawn(ask(by));
    co_await three.join();
    EXPECT_EQ(Loop::current()->local<IdleConnections>().size(), 2U);
  }(*client));
  EXPECT_EQ(dialled.size(), 3U);
}

TEST_F(ByUrl, RedirectsAreFollowedAsBrowsersDo) {
  serve();
  const ClientRequest put{.method = "PUT", .body = "x"}, post{.method = "POST", .body = "x"};
  EXPECT_EQ(told("http://a/to"), "GET  -");
  for (const auto* status : {"301", "302", "307", "308"})
    EXPECT_EQ(told("http://a/to?status=" + std::string(status), put), "PUT x -") << status;
  for (const auto* status : {"301", "302", "303"})
    EXPECT_EQ(told("http://a/to?status=" + std::string(status), post), "GET  -") << status;
  EXPECT_EQ(told("http://a/to?status=303", put), "GET  -");
}

TEST_F(ByUrl, RedirectsAreFollowedFiveTimesAndNotOnceMore) {
  serve();
  EXPECT_EQ(told("http://a/steps/5"), "there");
  EXPECT_EQ(told("http://a/steps/6"), "the server redirects more than 5 times");
  serve({.redirects = 0});
  EXPECT_EQ(ask("http://a/steps/1")->status, 303);
}

TEST_F(ByUrl, RedirectsDoNotTellSecretsToOthersNorLeadWhereNobodyShouldGo) {
  serve();
  ClientRequest request;
  request.headers.add("Authorization", "me");
  EXPECT_EQ(told("http://a/to", request), "GET  me");
  EXPECT_EQ(told("http://a/to?location=http://b/echo", request), "GET  -");
  EXPECT_EQ(told("https://a/to?location=http://a/echo"),
            "the server redirects badly: http://a/echo is not followed from https");
  EXPECT_TRUE(told("http://a/to?location=file:///etc").starts_with("the server redirects badly: "));
}

TEST_F(ByUrl, AnAnswerHasALimitThatIsExact) {
  serve({.answer = {.body = 1000}});
  EXPECT_EQ(told("http://a/bytes/1000").size(), 1000U);
  EXPECT_EQ(told("http://a/bytes/1001"), "the answer is too large");
}

TEST_F(ByUrl, ARequestHasItsTimeRedirectsAndAll) {
  routes.get("/slow", [](const Request& request) -> Task<Response> {
    co_await sleep(std::chrono::seconds{request.query<int>("for", 0)});
    co_return Response::redirect("/hello");
  });
  serve({.request_time = 10s});
  EXPECT_EQ(told("http://a/slow?for=9"), "hello");
  EXPECT_EQ(told("http://a/slow?for=10"), "the server took too long");
}

TEST_F(ByUrl, WhatIsAskedEndsWhenTheLoopStops) {
  routes.get("/slow", [](const Request&) -> Task<Response> {
    co_await sleep(20s);
    co_return Response::text("slow");
  });
  serve();
  std::optional<Result<ClientResponse>> answer;
  TaskGroup tasks;
  auto& simulation = server->simulation();
  auto& loop = simulation.loop(1);
  simulation.run_on(loop, [&] {
    tasks.spawn([](Client& by, std::optional<Result<ClientResponse>>& to) -> Task<> {
      to.emplace(co_await by.get("http://a/slow"));
    }(*client, answer));
  });
  simulation.run_on(loop, [] { Loop::current()->stop_waiting(); });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().message, "the program stops");
}

TEST_F(ByUrl, AWebSocketIsTypedAndHasItsSubprotocol) {
  serve();
  server->run([](Client& by) -> Task<> {
    auto opened = co_await by.connect("wss://a/birds", {.subprotocols = {"fish", "birds"}});
    if (!opened) throw std::runtime_error(opened.error().message);
    EXPECT_EQ((*opened)->answer().headers.find("Sec-WebSocket-Protocol"), "birds");
    auto& socket = (*opened)->socket();
    socket.send(Bird{"tit"});
    const auto bird = co_await socket.receive<Bird>();
    EXPECT_EQ(bird ? bird->name : "none", "tit!");
    co_await socket.finish();
  }(*client));
}

TEST_F(ByUrl, AWebSocketThatIsRefusedSaysWhy) {
  serve();
  server->run([](Client& by) -> Task<> {
    const auto none = co_await by.connect("ws://a/nothing");
    EXPECT_EQ(none ? 101 : none.error().status, 404);
    const auto elsewhere = co_await by.connect("ws://a/to");
    EXPECT_EQ(elsewhere ? 101 : elsewhere.error().status, 302);
    EXPECT_EQ(elsewhere ? "" : elsewhere.error().headers.find("Location").value_or(""), "/echo");
    const auto badly = co_await by.connect("http://a/birds");
    EXPECT_EQ(badly ? "" : badly.error().message, "\"http://a/birds\" is for get(), post() and ask()");
  }(*client));
}

TEST_F(ByUrl, AWebSocketEndsWhenTheLoopStops) {
  serve();
  std::optional<Ending> ending;
  TaskGroup tasks;
  auto& simulation = server->simulation();
  auto& loop = simulation.loop(1);
  simulation.run_on(loop, [&] {
    tasks.spawn([](Client& by, std::optional<Ending>& to) -> Task<> {
      auto opened = co_await by.connect("ws://a/birds", {.subprotocols = {"birds"}});
      auto& socket = (*opened)->socket();
      co_await socket.receive();
      to = *socket.ending();
      co_await socket.finish();
    }(*client, ending));
  });
  EXPECT_FALSE(ending);
  simulation.run_on(loop, [] { Loop::current()->stop_waiting(); });
  EXPECT_EQ(ending, (Ending{Ending::By::stopping, CloseCode::going_away, "the program stops"}));
  EXPECT_EQ(tasks.size(), 0U);
}

/// Whatever operation on the wire goes wrong, and how: it comes to an end, to an answer or to an error.
TEST_F(ByUrl, EverythingEndsWhicheverOperationFails) {
  routes.events("/feed", [](EventStream& events) -> Task<> {
    events.send("hello");
    co_await events.closed();
  });
  const auto all = [](Client& by) -> Task<> {
    const auto answer = co_await by.get("http://a/hello");
    EXPECT_TRUE(!answer || answer->body == "hello");
    auto opened = co_await by.connect("ws://a/birds", {.subprotocols = {"birds"}});
    if (opened) {
      auto& socket = (*opened)->socket();
      socket.send(Bird{"tit"});
      const auto bird = co_await socket.receive<Bird>();
      EXPECT_TRUE(bird ? bird->name == "tit!" : socket.ending() != nullptr);
      co_await socket.finish();
    }
    auto events = by.events("http://a/feed", {.back_off = {.first = 1s, .most = 1s}, .silence = 5s});
    const auto event = co_await events.next();
    EXPECT_TRUE(event && event->data == "hello");  // it comes back
  };
  for (const auto fault : {Fault::reset, Fault::end, Fault::one_byte, Fault::stall}) {
    std::size_t operations = 1;
    for (std::size_t nth = 1; nth <= operations; ++nth) {
      serve({.request_time = 5s, .websocket = {.ping_every = 2s, .pong_within = 2s, .close_time = 1s}});
      server->simulation().faults().fail_nth(nth, fault);
      server->run(all(*client));
      operations = server->simulation().faults().operations();
      client.reset();
      server.reset();
    }
    EXPECT_GT(operations, 20U);
  }
}

namespace {
/// A server whose part the test speaks itself.
struct ByHand : testing::Test {
  Simulation simulation;
  std::vector<std::unique_ptr<Pipe>> servers;  // one a connection
  TaskGroup tasks;
  Client client{{.dial = [this](const Url&) { return dial(); }}};
  std::string told;

  ~ByHand() override {
    for (auto& server : servers) server->finish_writing();
    simulation.advance(1min);
  }
  Task<Result<std::unique_ptr<Stream>>> dial() {
    auto [near, far] = make_pipe(simulation, simulation.loop(), simulation.loop());
    servers.push_back(std::move(far));
    co_return std::move(near);
  }
  void asks(std::string method, std::string body = {}) {
    told = "(nothing)";
    simulation.run_on(simulation.loop(), [&] {
      tasks.spawn([](Client& by, ClientRequest what, std::string& to) -> Task<> {
        const auto answer = co_await by.ask("http://a/", std::move(what));
        to = answer ? std::to_string(answer->status) + " " + answer->body : answer.error().message;
      }(client, {.method = std::move(method), .body = std::move(body)}, told));
    });
  }
  void answers(std::string_view bytes) {
    simulation.run_on(simulation.loop(), [&] {
      std::string request(1024, ' ');
      servers.back()->read(request);
      servers.back()->write(bytes);
    });
  }
  /// What a GET comes to that is answered with this, behind which the connection ends.
  std::string answered(std::string_view bytes) {
    asks("GET");
    answers(bytes);
    simulation.run_on(simulation.loop(), [&] { servers.back()->finish_writing(); });
    return told;
  }
};
}  // namespace

TEST_F(ByHand, ARequestIsRepeatedWhenAKeptConnectionEndsWithoutAWord) {
  asks("GET");
  answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
  EXPECT_EQ(told, "200 one");
  asks("GET");
  ASSERT_EQ(servers.size(), 1U);
  simulation.run_on(simulation.loop(), [&] { servers.back()->finish_writing(); });
  ASSERT_EQ(servers.size(), 2U);
  answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
  EXPECT_EQ(told, "200 two");
}

TEST_F(ByHand, ARequestThatMayNotBeRepeatedIsNot) {
  asks("POST");
  answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
  asks("POST");
  simulation.run_on(simulation.loop(), [&] { servers.back()->finish_writing(); });
  EXPECT_EQ(servers.size(), 1U);
  EXPECT_EQ(told, "the server did not answer");
}

TEST_F(ByHand, AnAnswerCountsThatComesBeforeTheRequestWasTaken) {
  simulation.faults().fail_nth(2, Fault::end);  // its body
  asks("PUT", "a body");
  answers("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno");
  EXPECT_EQ(told, "413 no");
  asks("PUT", std::string(100'000, 'x'));
  ASSERT_EQ(servers.size(), 2U);  // half a request is on the other
  simulation.run_on(simulation.loop(),
                    [&] { servers.back()->write("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno"); });
  simulation.advance(30s);
  EXPECT_EQ(told, "413 no");
  EXPECT_EQ(servers.size(), 2U);
}

TEST_F(ByHand, AnAnswerEndsWhereItSays) {
  EXPECT_EQ(answered("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204\r\n\r\n"), "204 ");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi"), "200 hi");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"), "200 hi");
  EXPECT_EQ(answered("HTTP/1.0 200 OK\r\n\r\nall there is"), "200 all there is");
}

TEST_F(ByHand, HalfAnAnswerIsNone) {
  EXPECT_EQ(answered(""), "the server did not answer");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-"), "the answer ended early");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"), "the answer ended early");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), "the answer ended early");
  asks("GET");
  answers("HTTP/1.1 200 OK\r\n\r\nup to the end, which is none");
  simulation.run_on(simulation.loop(), [&] { servers.back()->cut_after(0); });
  EXPECT_EQ(told, "the connection was lost");
}

TEST_F(ByHand, AnAnswerThatMayBeReadInTwoWaysIsNone) {
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "the answer says twice where it ends");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!"),
            "the answer's Content-Length is malformed");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nhi"), "the answer's Content-Length is malformed");
  EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
            "the answer's Transfer-Encoding is not understood");
  for (const auto* line : {"HTTP/2 200", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1  200 OK", "HTTP/1.1 099 No"})
    EXPECT_EQ(answered(std::string(line) + "\r\n\r\n"), "the answer is not HTTP/1.1") << line;
}

TEST_F(ByHand, AConnectionThatHasChangedItsProtocolIsNotKept) {
  asks("GET");
  answers("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  EXPECT_EQ(told, "101 ");
  asks("GET");
  EXPECT_EQ(servers.size(), 2U);
}

TEST_F(ByHand, WhatComesBehindAnAnswerIsNotTakenForTheNext) {
  asks("GET");
  answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noneHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
  EXPECT_EQ(told, "200 one");
  asks("GET");
  EXPECT_EQ(servers.size(), 2U);
  answers("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
  EXPECT_EQ(told, "200 two");
}

/// A socket of the client's own asks a server that has fallen silent.
TEST_F(ByHand, AWebSocketOfASilentServerIsPingedAndGivenUp) {
  std::optional<Ending> ending;
  simulation.run_on(simulation.loop(), [&] {
    tasks.spawn([](Client& by, std::optional<Ending>& to) -> Task<> {
      auto opened = co_await by.connect("ws://a/");
      if (!opened) co_return;
      co_await (*opened)->socket().receive();
      to = *(*opened)->socket().ending();
      co_await (*opened)->socket().finish();
    }(client, ending));
  });
  std::string request(4096, ' ');
  simulation.run_on(simulation.loop(), [&] { request.resize(servers.back()->read(request).bytes); });
  const std::string_view name = "Sec-WebSocket-Key: ";
  const auto key = request.substr(request.find(name) + name.size(), 24);
  answers("HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
          websocket::accept_key(key) + "\r\n\r\n");
  simulation.advance(25s);
  std::string ping(100, ' ');
  simulation.run_on(simulation.loop(), [&] { ping.resize(servers.back()->read(ping).bytes); });
  ASSERT_FALSE(ping.empty());
  EXPECT_EQ(ping[0], '\x89');
  simulation.advance(9s);
  EXPECT_EQ(ending, (Ending{Ending::By::silence, CloseCode::abnormal, ""}));
}

}  // namespace kotori::inline v0::client
