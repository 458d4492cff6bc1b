#include "kotori/client/network.hpp"

#include "kotori/client/client.hpp"
#include "kotori/net/tls_certificate.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/testing/live_server.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <latch>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

namespace kotori::inline v0::client {
namespace {
using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

Routes hello() {
  Routes routes;
  routes.get("/hello", [](const Request&) { return Response::text("hello"); });
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

/// Keys take long to make: one certificate for all tests, for localhost and 127.0.0.1.
const TlsCertificate& certificate() {
  static const auto made = self_signed_certificate();
  return made;
}

std::string url(const LiveServer& server, const std::string& scheme_and_host, const std::string& path = "/hello") {
  return scheme_and_host + ":" + std::to_string(server.endpoint().port) + path;
}

/// What a GET comes to: the body, or why there is none.
std::string told(LiveServer& server, Client& client, std::string url) {
  std::string result;
  server.run([](Client& by, std::string from, std::string& to) -> Task<> {
    const auto answer = co_await by.get(std::move(from));
    to = answer ? answer->body : answer.error().message;
  }(client, std::move(url), result));
  return result;
}

LookUp always(std::vector<std::string> addresses) {
  return [addresses = std::move(addresses)](const std::string&) { return addresses; };
}
}  // namespace

TEST(OverTheNetwork, AHostIsFoundByNameAndByAddress) {
  LiveServer server{hello()};
  Client client;
  EXPECT_EQ(told(server, client, url(server, "http://localhost")), "hello");
  EXPECT_EQ(told(server, client, url(server, "http://127.0.0.1")), "hello");
}

TEST(OverTheNetwork, AHostThatRefusesIsNamedWithTheReason) {
  std::string gone;
  {
    LiveServer other{hello()};
    gone = url(other, "http://127.0.0.1");
  }
  LiveServer server{hello()};
  Client client;
  EXPECT_THAT(told(server, client, gone), HasSubstr("Connection refused"));
}

TEST(OverTheNetwork, ANameThatNobodyKnowsIsSaid) {
  LiveServer server{hello()};
  Client client;
  EXPECT_THAT(told(server, client, "http://no-such-host.invalid/"), StartsWith("the host no-such-host.invalid "));
  Client empty{{.look_up = always({})}};
  EXPECT_EQ(told(server, empty, "http://birds.example/"), "the host birds.example has no address");
  Client failing{{.look_up = [](const std::string&) -> Result<std::vector<std::string>> {
    return std::unexpected(Error{ErrorCode::unavailable, "the wire is cut", {}});
  }}};
  EXPECT_EQ(told(server, failing, "http://birds.example/"), "the wire is cut");
}

TEST(OverTheNetwork, OfSeveralAddressesTheNextIsTriedWhenOneFails) {
  LiveServer server{hello()};
  Client client{{.look_up = always({"127.0.0.9", "127.0.0.1"})}};
  EXPECT_EQ(told(server, client, url(server, "http://birds.example")), "hello");
}

TEST(OverTheNetwork, ALookUpThatTakesTooLongIsNotWaitedFor) {
  LiveServer server{hello()};
  std::latch let_go{1};
  Client client{{.connect_time = 1ms, .look_up = [&](const std::string&) -> Result<std::vector<std::string>> {
                   let_go.wait();
                   return {};
                 }}};
  EXPECT_EQ(told(server, client, "http://birds.example/"), "the host birds.example was not found in time");
  let_go.count_down();
}

TEST(OverTheNetwork, ConnectingEndsWhenItsTimeIsUpAndWhenTheLoopStops) {
  // Nobody accepts here: when the backlog is full, the kernel lets the others wait.
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 0), 0);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  const int first = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(first, reinterpret_cast<sockaddr*>(&address), size), 0);

  Loops loops{1};
  loops.start();
  const auto to = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  Client hurried{{.connect_time = 10ms}}, patient{{.connect_time = 1h, .request_time = 1h}};
  std::optional<Result<ClientResponse>> answer;
  std::latch answered{1};
  TaskGroup tasks;
  auto ask = [](Client& by, std::string from, std::optional<Result<ClientResponse>>& into, std::latch* done) -> Task<> {
    into.emplace(co_await by.get(std::move(from)));
    if (done) done->count_down();
  };
  loops[0].post([&] { tasks.spawn(ask(hurried, to, answer, &answered)); });
  answered.wait();
  EXPECT_THAT(answer->error().message, HasSubstr("Connection timed out"));
  loops[0].post([&] { tasks.spawn(ask(patient, to, answer, nullptr)); });
  loops.finish();
  EXPECT_THAT(answer->error().message, HasSubstr("Operation canceled"));
  close(first);
  close(listener);
}

TEST(ByTls, AServerIsBelievedWhoseCertificateIsForItsName) {
  LiveServer server{hello(), {.tls = {.certificates = {certificate()}}}};
  Client client{{.tls = {.ca = certificate().chain}, .look_up = always({"127.0.0.1"})}};
  EXPECT_EQ(told(server, client, url(server, "https://localhost")), "hello");
  EXPECT_EQ(told(server, client, url(server, "https://127.0.0.1")), "hello");
  EXPECT_THAT(told(server, client, url(server, "https://birds.example")),
              HasSubstr("the certificate is not trusted: hostname mismatch"));
}

TEST(ByTls, AServerThatNobodyVouchesForIsNotBelieved) {
  LiveServer server{hello(), {.tls = {.certificates = {certificate()}}}};
  Client client;
  EXPECT_THAT(told(server, client, url(server, "https://localhost")),
              HasSubstr("the certificate is not trusted: self-signed certificate"));
  Client anybody{{.tls = {.verify = false}}};
  EXPECT_EQ(told(server, anybody, url(server, "https://localhost")), "hello");
}

TEST(ByTls, WhoSpeaksPlainlyAndWhoseCertificatesCannotBeReadAreSaid) {
  LiveServer plain{hello()};
  Client client{{.tls = {.ca = certificate().chain}}};
  EXPECT_THAT(told(plain, client, url(plain, "https://localhost")), HasSubstr("no TLS: "));
  Client nothing{{.tls = {.ca_file = "/nowhere/ca.pem"}}};
  EXPECT_THAT(told(plain, nothing, url(plain, "https://localhost")), StartsWith("/nowhere/ca.pem cannot be read"));
}

TEST(ByTls, AWebSocketIsOpenedByWss) {
  LiveServer server{hello(), {.tls = {.certificates = {certificate()}}}};
  Client client{{.tls = {.ca = certificate().chain}}};
  server.run([](Client& by, std::string to) -> Task<> {
    auto opened = co_await by.connect(std::move(to));
    if (!opened) throw std::runtime_error(opened.error().message);
    auto& socket = (*opened)->socket();
    socket.send("in secret");
    EXPECT_EQ(co_await socket.receive_text(), "in secret");
    co_await socket.finish();
  }(client, url(server, "wss://localhost", "/echo")));
}

}  // namespace kotori::inline v0::client
