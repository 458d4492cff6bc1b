#include "kotori/server/server.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/kotori.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <iterator>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

Routes echo() {
  Routes routes;
  routes.get("/hello", [](const Request&) { return Response::text("hi\n"); });
  routes.get("/broken", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) {
      if (*text == "throw") throw std::runtime_error("a bug");
      if (*text == "stop") co_return;
      socket.send(*text);
    }
  });
  routes.websocket("/clock", [](WebSocket& socket) -> Task<> {
    while (co_await sleep(1s)) socket.send("tick");
    socket.send("the sleep was cut short");
  });
  return routes;
}

constexpr std::string_view upgrade =
    "GET /echo HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

std::string status_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }
}  // namespace

TEST(Http, AnswersSeveralRequestsOfOneConnectionInOrder) {
  TestServer server{echo()};
  const auto heard =
      server.exchange("GET /hello HTTP/1.1\r\nHost: here\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_NE(heard.find("\r\n\r\nhi\nHTTP/1.1 404 Not Found\r\n"), std::string::npos) << heard;
}

TEST(Http, RefusesWhatIsMalformedAndCloses) {
  TestServer server{echo()};
  const auto heard =
      server.exchange("GET /hello HTTP/1.1\r\nHost : here\r\n\r\nGET /hello HTTP/1.1\r\nHost: here\r\n\r\n");
  EXPECT_EQ(status_of(heard), "HTTP/1.1 400 Bad Request");
  EXPECT_NE(heard.find("Connection: close"), std::string::npos);
  EXPECT_EQ(heard.find("hi\n"), std::string::npos);
  server.advance(3s);
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Http, HidesABugBehind500AndLivesOn) {
  TestServer server{echo()};
  EXPECT_EQ(server.get("/broken").status, 500);
  EXPECT_EQ(server.get("/hello").status, 200);
}

TEST(Http, EndsAConnectionThatIsIdleOrSlow) {
  TestServer server{echo()};
  auto& simulation = server.simulation();
  EXPECT_EQ(server.exchange(""), "");
  auto dialled = server.dial();
  dialled->write("GET /hello HT");
  simulation.run_until_idle();
  EXPECT_EQ(server.connections(), 1U);
  server.advance(ServeOptions{}.request_time + 3s);
  std::string answer(1000, '\0');
  answer.resize(dialled->read(answer).bytes);
  EXPECT_EQ(status_of(answer), "HTTP/1.1 408 Request Timeout");
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Http, GivesOthersTheirTurnWhenAPeerSendsVeryManyRequests) {
  int answered = 0;
  Routes routes;
  routes.get("/", [&answered](const Request&) {
    ++answered;
    return Response::text("hi\n");
  });
  TestServer server{routes, {.pipe = {.capacity = 8 << 20}}};
  auto dialled = server.dial();
  std::string flood;
  for (int i = 0; i < 1000; ++i) flood += "GET / HTTP/1.1\r\nHost: here\r\n\r\n";
  dialled->write(flood);
  int answered_by_then = -1;
  auto& simulation = server.simulation();
  simulation.run_on(simulation.loop(0), [&] { answered_by_then = answered; });
  EXPECT_LT(answered_by_then, 1000);
  EXPECT_EQ(answered, 1000);
}

TEST(Handshake, IsAnsweredAsTheRfcSays) {
  TestServer server{echo()};
  const auto heard = server.exchange(std::string{upgrade} + "\r\n");
  EXPECT_EQ(status_of(heard), "HTTP/1.1 101 Switching Protocols");
  EXPECT_NE(heard.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos) << heard;
}

TEST(Handshake, TakesBytesThatComeWithItAsFrames) {
  TestServer server{echo()};
  const std::string frame{"\x81\x82\0\0\0\0hi", 8};
  const auto heard = server.exchange(std::string{upgrade} + "\r\n" + frame);
  EXPECT_TRUE(heard.ends_with(std::string{"\x81\x02hi", 4})) << heard;
}

TEST(Handshake, IsRefusedByWhatIsWrongWithIt) {
  TestServer server{echo()};
  auto refused = [&](std::string_view what, std::string_view instead) {
    auto request = std::string{upgrade};
    const auto at = request.find(what);
    return status_of(server.exchange(request.replace(at, what.size(), instead) + "\r\n"));
  };
  EXPECT_EQ(refused("Version: 13", "Version: 8"), "HTTP/1.1 426 Upgrade Required");
  EXPECT_EQ(refused("Sec-WebSocket-Version: 13\r\n", ""), "HTTP/1.1 426 Upgrade Required");
  EXPECT_EQ(refused("dGhlIHNhbXBsZSBub25jZQ==", "short"), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(refused("Upgrade: websocket\r\n", ""), "HTTP/1.1 426 Upgrade Required");
  EXPECT_EQ(refused("GET", "POST"), "HTTP/1.1 405 Method Not Allowed");
  EXPECT_EQ(refused("/echo", "/nowhere"), "HTTP/1.1 404 Not Found");
}

TEST(Handshake, IsForThePagesOfThisServerAndForThoseWithoutOrigin) {
  TestServer server{echo()};
  auto from = [&](std::string_view origin) {
    http::Headers headers;
    headers.add("Origin", origin);
    auto peer = server.connect("/echo", headers);
    return peer.status();
  };
  EXPECT_EQ(from("http://localhost"), 101);
  EXPECT_EQ(from("https://LOCALHOST"), 101);
  for (const auto* origin : {"null", "http://evil.example", "http://localhost.evil.example", "http://evillocalhost",
                             "http://localhost:81", "localhost"})
    EXPECT_EQ(from(origin), 403) << origin;
}

TEST(Handshake, IsForTheOriginsThatAreAllowed) {
  TestServer server{echo(), {.serve = {.allowed_origins = {"https://chat.example"}}}};
  http::Headers good, bad;
  good.add("Origin", "https://chat.example");
  bad.add("Origin", "http://localhost");
  EXPECT_EQ(server.connect("/echo", good).status(), 101);
  EXPECT_EQ(server.connect("/echo", bad).status(), 403);
}

TEST(Conversation, LastsAsLongAsItsHandlerAndThenCloses) {
  TestServer server{echo()};
  auto ann = server.connect("/echo");
  ann.says("hello");
  EXPECT_EQ(ann.hears(), "hello");
  EXPECT_EQ(server.connections(), 1U);
  ann.says("stop");
  EXPECT_EQ(ann.closed_with(), CloseCode::normal);
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Conversation, OfAHandlerThatThrowsIsClosedWith1011AndHarmsNobodyElse) {
  TestServer server{echo()};
  auto ann = server.connect("/echo"), bob = server.connect("/echo");
  ann.says("throw");
  EXPECT_EQ(ann.closed_with(), CloseCode::internal_error);
  bob.says("still here");
  EXPECT_EQ(bob.hears(), "still here");
}

TEST(Conversation, EndsWhenThePeerVanishes) {
  TestServer server{echo()};
  auto ann = server.connect("/echo");
  ann.vanishes();
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Conversation, WithADeadPeerIsOverWithinFortySeconds) {
  TestServer server{echo()};
  auto silent = server.dial();
  silent->write(std::string{upgrade} + "\r\n");
  server.simulation().run_until_idle();
  auto ann = server.connect("/echo");
  EXPECT_EQ(server.connections(), 2U);
  server.advance(40s);
  EXPECT_EQ(server.connections(), 1U);
  ann.says("alive");
  EXPECT_EQ(ann.hears(), "alive");
  const auto counts = server.websocket_counts();
  EXPECT_EQ(counts.opened, 2U);
  EXPECT_EQ(counts.open, 1U);
  EXPECT_EQ(counts.dead_peers, 1U);
}

TEST(Conversation, WithAPeerThatReadsNothingIsOverWithinFortySeconds) {
  Routes routes;
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    socket.send(std::string(100'000, 'x'));
    while (co_await socket.receive()) continue;
  });
  TestServer server{routes, {.serve = {.websocket = {.ping_every = 0s}}}};
  auto silent = server.dial();
  silent->write(std::string{upgrade} + "\r\n");
  server.simulation().run_until_idle();
  EXPECT_GT(server.websocket_counts().unsent_bytes, 30'000U);
  server.advance(40s);
  EXPECT_EQ(server.connections(), 0U);
  const auto counts = server.websocket_counts();
  EXPECT_EQ(counts.open, 0U);
  EXPECT_EQ(counts.unsent_bytes, 0U);
  EXPECT_EQ(counts.slow_readers_time, 1U);
}

TEST(AnAnswer, ThatSaysItsOwnLengthIsA500AndTheConnectionGoesOn) {
  Routes routes;
  routes.get("/", [](const Request&) {
    auto response = Response::text("x");
    response.headers.add("Content-Length", "7");
    return response;
  });
  TestServer server{routes};
  const auto heard = server.exchange(
      "GET / HTTP/1.1\r\nHost: here\r\n\r\nGET /next HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 500 ")) << heard;
  EXPECT_NE(heard.find("HTTP/1.1 404 "), heard.npos) << heard;
}

TEST(Conversation, IsCountedOverAllLoopsOfRealThreads) {
  LiveServer server{echo(), {.loops = 3}};
  EXPECT_EQ(server.websocket_counts(), WebSocketCounts{});
  std::vector<TestPeer> peers;
  for (int i = 0; i < 10; ++i) {
    auto& peer = peers.emplace_back(server.connect("/echo"));
    peer.says("hello");
    EXPECT_EQ(peer.hears(), "hello");
  }
  const WebSocketCounts all{.open = 10,
                            .opened = 10,
                            .messages_received = 10,
                            .messages_sent = 10,
                            .bytes_received = 10 * (2 + 4 + 5),
                            .bytes_sent = 10 * (2 + 5)};
  // A client may hear what its loop has not counted yet.
  for (const auto end = std::chrono::steady_clock::now() + 20s; server.websocket_counts() != all;)
    ASSERT_LT(std::chrono::steady_clock::now(), end);
}

TEST(Conversation, SendsByTheClockWithoutReceiving) {
  TestServer server{echo()};
  auto ann = server.connect("/clock");
  EXPECT_EQ(ann.hears(), "(nothing)");
  server.advance(2s);
  EXPECT_EQ(ann.hears(), "tick");
  EXPECT_EQ(ann.hears(), "tick");
}

TEST(Conversation, ThatBreaksTheProtocolHearsWhyThoughItSendsOn) {
  TestServer server{echo(), {.pipe = {.capacity = 1 << 20}}};
  const std::string too_big{"\x82\xFF\0\0\0\0\0\x0F\0\0\0\0\0\0", 14};
  const auto heard = server.exchange(std::string{upgrade} + "\r\n" + too_big + std::string(900'000, 'x'));
  EXPECT_NE(heard.find("\x03\xF1message over the size limit"), std::string::npos) << heard;
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Stopping, DoesNotWaitForEverForAPeerThatTakesItsAnswerByteByByte) {
  Routes routes;
  routes.get("/", [](const Request&) { return Response::text(std::string(10'000, 'x')); });
  TestServer server{routes, {.pipe = {.capacity = 100}}};
  auto dialled = server.dial();
  dialled->write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
  server.simulation().run_until_idle();
  server.stop();
  for (Duration waited{}; waited < 2 * ServeOptions{}.stop_time; waited += 5s) {
    std::string some(1, '\0');
    dialled->read(some);
    server.advance(5s);
  }
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Conversation, OnLoopsOfRealThreadsHearsTheOneOrderThatAllHear) {
  constexpr std::size_t people = 6, texts = 40;
  Audience everyone;
  Routes routes;
  routes.websocket("/", [&](WebSocket& socket) -> Task<> {
    auto seat = everyone.join(socket);
    socket.send("joined");
    while (auto text = co_await socket.receive_text()) everyone.send(*text);
  });
  LiveServer server{routes, {.loops = 3}};
  std::vector<TestPeer> peers;
  for (std::size_t i = 0; i < people; ++i) peers.push_back(server.connect("/"));
  for (auto& peer : peers) EXPECT_EQ(peer.hears(), "joined");
  for (std::size_t i = 0; i < texts; ++i)
    for (std::size_t who = 0; who < people; ++who) peers[who].says(std::to_string(who) + ":" + std::to_string(i));

  std::vector<std::vector<std::string>> heard(people);
  for (std::size_t i = 0; i < people; ++i)
    while (heard[i].size() < people * texts) heard[i].push_back(peers[i].hears());
  for (const auto& one : heard) EXPECT_EQ(one, heard.front());
  for (std::size_t who = 0; who < people; ++who) {
    std::vector<std::string> said, of_one;
    for (std::size_t i = 0; i < texts; ++i) said.push_back(std::to_string(who) + ":" + std::to_string(i));
    std::ranges::copy_if(heard.front(), std::back_inserter(of_one),
                         [&](const auto& text) { return text.starts_with(std::to_string(who) + ":"); });
    EXPECT_EQ(of_one, said);
  }
}

TEST(Stopping, TellsEveryoneToComeBackAndWaitsForThem) {
  TestServer server{echo(), {.loops = 3}};
  auto ann = server.connect("/echo"), bob = server.connect("/echo"), eve = server.connect("/clock");
  server.stop();
  for (auto* peer : {&ann, &bob, &eve}) EXPECT_EQ(peer->closed_with(), CloseCode::service_restart);
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Stopping, IsToldToWhoBecomesAWebSocketMeanwhile) {
  TestServer server{echo(), {.pipe = {.capacity = 100}}};
  auto dialled = server.dial();
  for (auto rest = std::string{upgrade} + "\r\n"; !rest.empty(); server.simulation().run_until_idle())
    rest.erase(0, dialled->write(rest).bytes);
  server.stop();
  auto read = [&] {
    std::string some(100, '\0');
    some.resize(dialled->read(some).bytes);
    server.simulation().run_until_idle();
    return some;
  };
  std::string heard;
  for (auto some = read(); !some.empty(); some = read()) heard += some;
  EXPECT_EQ(status_of(heard), "HTTP/1.1 101 Switching Protocols");
  EXPECT_NE(heard.find("\x03\xF4the server stops"), std::string::npos) << heard;
}

TEST(Stopping, CutsOffAHandlerThatWaitsForAPeerThatDoesNotRead) {
  Routes routes;
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    socket.send(std::string(100'000, 'x'));
    co_await socket.drained();
  });
  TestServer server{routes, {.serve = {.websocket = {.close_time = 1h}}}};
  auto dialled = server.dial();
  dialled->write(std::string{upgrade} + "\r\n");
  server.simulation().run_until_idle();
  server.stop();
  server.advance(ServeOptions{}.stop_time - 1ns);
  EXPECT_EQ(server.connections(), 1U);
  server.advance(1ns);
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Stopping, DoesNotWaitForEverForAHandlerThatIgnoresIt) {
  Routes routes;
  routes.websocket("/deaf", [](WebSocket& socket) -> Task<> {
    while (co_await socket.receive() || socket.is_open()) {
    }
    co_await socket.drained();
  });
  TestServer server{routes};
  auto ann = server.connect("/deaf");
  server.stop();
  server.advance(ServeOptions{}.stop_time);
  EXPECT_EQ(server.connections(), 0U);
}

}  // namespace kotori::inline v0
