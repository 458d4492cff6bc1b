#include "kotori/async/sleep.hpp"
#include "kotori/kotori.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/testing/test_server.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <list>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view ask = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

Routes hello() {
  Routes routes;
  routes.get("/", [](const Request&) { return Response::text("hi\n"); });
  routes.post("/", [](const Request&) { return Response::text("hi\n"); });
  routes.post("/slow", [](const Request&, BodyReader& body) -> Task<Response> {
    while (co_await body.read()) {
    }
    co_return Response::text("hi\n");
  });
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

/// A server in memory, and those who have come to it.
struct Hall {
  explicit Hall(const ConnectionLimits& limits, unsigned loops = 1)
      : server(hello(), {.loops = loops, .serve = {.connections = limits}}) {}

  /// What a newcomer hears who says this; he stays.
  std::string newcomer(std::string from = {}, std::string_view says = ask) {
    auto& wire = guests.emplace_back(server.dial(std::move(from)));
    wire->write(says);
    server.simulation().run_until_idle();
    return hears(*wire);
  }
  std::string hears(Pipe& wire) {
    std::string text(4096, '\0');
    text.resize(wire.read(text).bytes);
    server.simulation().run_until_idle();
    return text.substr(0, text.find("\r\n"));
  }
  void first_leaves() {
    guests.pop_front();
    server.simulation().run_until_idle();
  }

  TestServer server;
  std::list<std::unique_ptr<Pipe>> guests;  // they go before the server
};

constexpr auto ok = "HTTP/1.1 200 OK", full = "HTTP/1.1 503 Service Unavailable", nothing = "";

/// A plain client on a blocking socket, who waits at most 20 s for anything.
class Caller {
 public:
  explicit Caller(const Endpoint& to) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(to.port), .sin_addr = {}, .sin_zero = {}};
    inet_pton(AF_INET, to.address.c_str(), &address.sin_addr);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Caller() { close(fd_); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void says(std::string_view bytes) const { send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  /// The first line of what comes; empty when the connection ends without a word.
  std::string hears() const {
    std::string text(4096, '\0');
    const auto got = recv(fd_, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return connected_ ? text.substr(0, text.find("\r\n")) : "not connected";
  }
  std::string asks() const {
    says(ask);
    return hears();
  }

 private:
  int fd_;
  bool connected_ = false;
};

/// Waits until the server has seen it.
template <class F> bool before_long(F holds) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!holds())
    if (std::chrono::steady_clock::now() > end) return false;
  return true;
}

}  // namespace

TEST(ConnectionsInAll, HaveALimitThatIsExactOverAllLoops) {
  Hall hall{{.all = 3}, 2};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(hall.newcomer(), ok);
  EXPECT_EQ(hall.newcomer(), full);
  EXPECT_EQ(hall.server.connections(), 3U);
  EXPECT_EQ(hall.server.connection_counts(), (ConnectionCounts{.open = 3, .refused_by_all = 1}));
}

TEST(ConnectionsInAll, MakeRoomWhenOneGoes) {
  Hall hall{{.all = 2}};
  for (int i = 0; i < 2; ++i) EXPECT_EQ(hall.newcomer(), ok);
  EXPECT_EQ(hall.newcomer(), full);
  hall.first_leaves();
  EXPECT_EQ(hall.newcomer(), ok);
  EXPECT_EQ(hall.newcomer(), full);
}

TEST(ConnectionsInAll, CountWebSocketsAsLongAsTheyLast) {
  Hall hall{{.all = 1}};
  {
    auto ann = hall.server.connect("/echo");
    EXPECT_EQ(ann.status(), 101);
    EXPECT_EQ(hall.newcomer(), full);
    ann.says("still here");
    EXPECT_EQ(ann.hears(), "still here");
    ann.leaves();
  }
  EXPECT_EQ(hall.newcomer(), ok);
}

TEST(ConnectionsInAll, AreByDefaultThoseThatOpenFilesAllowButForSome) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const auto limit_with = [&](rlim_t files, std::size_t loops) {
    const rlimit set{.rlim_cur = files, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &set);
    server::Admission admission{{.handshakes = 10'000}, loops};
    setrlimit(RLIMIT_NOFILE, &before);
    std::list<server::Admitted> places;
    while (auto place = admission.admit({"", 0})) places.push_back(std::move(*place));
    return places.size();
  };
  Simulation simulation;
  simulation.run_on(simulation.loop(0), [&] {
    EXPECT_EQ(limit_with(1024, 2), 1024U - 64 - 2 * 4);
    EXPECT_EQ(limit_with(1024, 256), 512U);
    EXPECT_EQ(limit_with(100, 1), 50U);
  });
}

TEST(ConnectionsOfAnAddress, HaveALimitThatIsExact) {
  Hall hall{{.per_address = 2}};
  for (int i = 0; i < 2; ++i) EXPECT_EQ(hall.newcomer("203.0.113.7"), ok);
  EXPECT_EQ(hall.newcomer("203.0.113.7"), full);
  EXPECT_EQ(hall.newcomer("203.0.113.8"), ok);
  hall.first_leaves();
  EXPECT_EQ(hall.newcomer("::ffff:203.0.113.7"), ok);
  EXPECT_EQ(hall.newcomer("203.0.113.7"), full);
  EXPECT_EQ(hall.server.connection_counts().refused_by_address, 2U);
}

TEST(ConnectionsOfAnAddress, AreThoseOfA64InIpv6) {
  Hall hall{{.per_address = 2}};
  EXPECT_EQ(hall.newcomer("2001:db8::1"), ok);
  EXPECT_EQ(hall.newcomer("2001:db8::ffff:ffff:ffff:ffff"), ok);
  EXPECT_EQ(hall.newcomer("2001:db8::2"), full);
  EXPECT_EQ(hall.newcomer("2001:db8:0:1::1"), ok);
}

TEST(ConnectionsOfAnAddress, Are256UnlessSet) {
  Hall hall{{.all = 1000}};
  for (int i = 0; i < 256; ++i) EXPECT_EQ(hall.newcomer("203.0.113.7"), ok);
  EXPECT_EQ(hall.newcomer("203.0.113.7"), full);
}

TEST(ConnectionsOfAnAddress, AreNotCountedWhereAProxyMayStandUnlessSet) {
  for (const auto* address : {"127.0.0.1", "::1", "10.0.0.1", "::ffff:192.168.0.1", "fd00::1", ""}) {
    Hall hall{{.all = 1000}};
    for (int i = 0; i < 257; ++i) EXPECT_EQ(hall.newcomer(address), ok) << address;
  }
  Hall strict{{.per_address = 1}};
  EXPECT_EQ(strict.newcomer("127.0.0.1"), ok);
  EXPECT_EQ(strict.newcomer("127.0.0.1"), full);
}

TEST(Handshakes, HaveALimitThatIsExact) {
  Hall hall{{.all = 100, .handshakes = 2}};
  EXPECT_EQ(hall.newcomer({}, ""), nothing);
  EXPECT_EQ(hall.newcomer({}, "GET / HT"), nothing);
  EXPECT_EQ(hall.newcomer(), full);
  EXPECT_EQ(hall.server.connection_counts(),
            (ConnectionCounts{.open = 2, .handshakes = 2, .refused_by_handshakes = 1}));
  hall.guests.front()->write(ask);
  hall.server.simulation().run_until_idle();
  EXPECT_EQ(hall.hears(*hall.guests.front()), ok);
  EXPECT_EQ(hall.newcomer({}, ""), nothing);
  EXPECT_EQ(hall.newcomer(), full);
}

TEST(Handshakes, LastUntilTheFirstRequestIsWhole) {
  Hall hall{{.all = 100, .handshakes = 1}};
  EXPECT_EQ(hall.newcomer({}, "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nx"), nothing);
  EXPECT_EQ(hall.newcomer(), full);
  hall.guests.front()->write("x");
  hall.server.simulation().run_until_idle();
  EXPECT_EQ(hall.newcomer({}, "POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nx"), nothing);
  EXPECT_EQ(hall.newcomer(), ok);
}

TEST(Handshakes, MayBeHalfOfAllUnlessSet) {
  Hall hall{{.all = 5}};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(hall.newcomer({}, ""), nothing);
  EXPECT_EQ(hall.newcomer(), full);
}

TEST(Handshakes, EndForThoseWhoNeverSpeak) {
  Hall hall{{.all = 100, .handshakes = 1}};
  EXPECT_EQ(hall.newcomer({}, ""), nothing);
  hall.server.advance(ServeOptions{}.idle_time);
  EXPECT_EQ(hall.newcomer(), ok);
}

TEST(OneTooMany, HearsWhenToComeBackAndIsLetGo) {
  TestServer server{hello(), {.serve = {.connections = {.all = 1}}}};
  const auto first = server.dial(), second = server.dial();
  second->write(ask);
  server.simulation().run_until_idle();
  std::string heard(4096, '\0');
  heard.resize(second->read(heard).bytes);
  EXPECT_THAT(heard, StartsWith(full));
  EXPECT_THAT(heard, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(heard, HasSubstr("\r\nRetry-After: 10\r\n"));
  EXPECT_THAT(heard, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(heard, EndsWith("Come back in a while.\n"));
  EXPECT_EQ(second->read(heard).stream, Transfer::Stream::ended);
  EXPECT_EQ(server.connections(), 1U);
}

TEST(OneTooMany, IsLoggedOnceAMinute) {
  Hall hall{{.all = 1}};
  const auto lines_of = [&](auto happens) {
    testing::internal::CaptureStderr();
    happens();
    const auto logged = testing::internal::GetCapturedStderr();
    return std::pair{std::ranges::count(logged, '\n'), logged};
  };
  EXPECT_EQ(hall.newcomer(), ok);
  EXPECT_EQ(lines_of([&] {
              for (int i = 0; i < 100; ++i) hall.newcomer("203.0.113.7");
            }).first,
            1);
  hall.server.advance(59s);
  EXPECT_EQ(lines_of([&] { hall.newcomer("203.0.113.7"); }).first, 0);
  hall.server.advance(1s);
  EXPECT_EQ(hall.newcomer(), ok);  // the first was idle for too long
  const auto [lines, logged] = lines_of([&] { hall.newcomer("203.0.113.7"); });
  EXPECT_EQ(lines, 1);
  EXPECT_THAT(logged, HasSubstr("of_all=101 of_an_address=0 in_handshakes=0 last=203.0.113.7"));
}

TEST(ConnectionLimits, AreExactOverRealSockets) {
  LiveServer server{hello(), {.connections = {.all = 3}}};
  std::list<Caller> callers;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(callers.emplace_back(server.endpoint()).asks(), ok);
  EXPECT_EQ(Caller(server.endpoint()).hears(), full);
  callers.pop_front();
  EXPECT_TRUE(before_long([&] { return server.connection_counts().open == 2; }));
  EXPECT_EQ(callers.emplace_back(server.endpoint()).asks(), ok);
  EXPECT_EQ(Caller(server.endpoint()).hears(), full);
}

TEST(ConnectionLimits, OfAnAddressAreExactOverRealSockets) {
  LiveServer server{hello(), {.connections = {.per_address = 2}}};
  const Caller first{server.endpoint()}, second{server.endpoint()};
  EXPECT_EQ(first.asks(), ok);
  EXPECT_EQ(second.asks(), ok);
  EXPECT_EQ(Caller(server.endpoint()).hears(), full);
  EXPECT_EQ(server.connection_counts().refused_by_address, 1U);
}

TEST(ConnectionLimits, OfHandshakesHoldOverTlsWithoutAWord) {
  LiveServer server{hello(), {.tls = {.certificates = {self_signed_certificate()}}, .connections = {.handshakes = 2}}};
  auto ann = server.connect("/echo");  // counts no longer
  const Caller first{server.endpoint()}, second{server.endpoint()};
  EXPECT_TRUE(before_long([&] { return server.connection_counts().handshakes == 2; }));
  EXPECT_EQ(Caller(server.endpoint()).hears(), nothing);
  EXPECT_EQ(server.connection_counts(), (ConnectionCounts{.open = 3, .handshakes = 2, .refused_by_handshakes = 1}));
  ann.says("still here");
  EXPECT_EQ(ann.hears(), "still here");
}

}  // namespace kotori::inline v0
