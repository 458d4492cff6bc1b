#include "kotori/features/forwarded_headers.hpp"

#include "kotori/features/forwarded_chain.hpp"
#include "kotori/features/test_caller.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using testing::HasSubstr;
using testing::StartsWith;

std::string seen(const Request& request) {
  std::string text = request.client.text() + (request.over_tls ? " https://" : " http://");
  text.append(request.header("Host").value_or("(none)"));
  for (const auto* name : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port",
                           "X-Forwarded-Anything", "X-Real-IP"})
    if (request.header(name)) text.append(" and ").append(name);
  return text;
}

Routes behind(ForwardedHeaders forwarded) {
  Routes routes;
  routes.install(std::move(forwarded));
  routes.get("/", [](const Request& request) { return Response::text(seen(request)); });
  routes.websocket("/chat", [](WebSocket& socket, Request request) -> Task<> {
    socket.send(seen(request));
    co_await socket.receive();
  });
  return routes;
}

/// Two proxies, of which the second one speaks to this server.
const ForwardedHeaders by_x{.trusted = {"10.0.0.0/8", "::1"}};
const ForwardedHeaders by_x_with_host{.trusted = {"10.0.0.0/8"}, .host = true};
const ForwardedHeaders by_forwarded{.trusted = {"10.0.0.0/8", "::1"}, .by = ForwardedBy::forwarded, .host = true};

std::string seen_with(const ForwardedHeaders& forwarded, std::string_view headers, std::string from = "10.0.0.1") {
  TestServer server{behind(forwarded)};
  const auto answer = Caller{server, std::move(from)}.get("/", headers);
  return status_of(answer) == "200 OK" ? body_of(answer) : status_of(answer);
}

}  // namespace

TEST(ForwardedHeaders, TellWhoAsksWhenATrustedProxySaysSo) {
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\n"),
            "198.51.100.7:0 https://here.example");
  EXPECT_EQ(seen_with(by_forwarded, "Forwarded: for=198.51.100.7;proto=https;host=chat.example\r\n"),
            "198.51.100.7:0 https://chat.example");
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 2001:db8::7\r\n", "::1"), "[2001:db8::7]:0 http://here.example");
}

TEST(ForwardedHeaders, AreNotBelievedOfAnybodyElseAndTakenOut) {
  const auto lies =
      "X-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Port: "
      "1\r\n"
      "x-forwarded-anything: 1\r\nX-Real-IP: 10.0.0.9\r\nForwarded: for=10.0.0.9;proto=https;host=evil.example\r\n";
  for (const auto* from : {"192.0.2.1", "11.0.0.1", "::2", "pipe"}) {
    EXPECT_THAT(seen_with(by_x_with_host, lies, from), testing::EndsWith(":0 http://here.example")) << from;
    EXPECT_THAT(seen_with(by_forwarded, lies, from), testing::EndsWith(":0 http://here.example")) << from;
  }
}

TEST(ForwardedHeaders, AreNeverMixed) {
  EXPECT_EQ(seen_with(by_x_with_host, "Forwarded: for=198.51.100.7;proto=https;host=evil.example\r\n"),
            "10.0.0.1:0 http://here.example");
  EXPECT_EQ(seen_with(by_forwarded, "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\n"),
            "10.0.0.1:0 http://here.example");
}

TEST(ForwardedHeaders, AreReadBackToTheFirstWhoIsNotTrusted) {
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 10.6.6.6, 203.0.113.6, 198.51.100.7, 10.0.0.2\r\n"),
            "198.51.100.7:0 http://here.example");
  EXPECT_EQ(seen_with(by_forwarded,
                      "Forwarded: for=10.6.6.6;proto=https, for=198.51.100.7;proto=http\r\n"
                      "Forwarded: for=10.0.0.2;proto=https\r\n"),
            "198.51.100.7:0 http://here.example");
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 10.0.0.3, 10.0.0.2\r\n"), "10.0.0.3:0 http://here.example");
}

TEST(ForwardedHeaders, TakeEachProxysWordForItself) {
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 198.51.100.7, 10.0.0.2\r\nX-Forwarded-Proto: https, http\r\n"),
            "198.51.100.7:0 https://here.example");
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 6.6.6.6, 198.51.100.7, 10.0.0.2\r\nX-Forwarded-Proto: https\r\n"),
            "198.51.100.7:0 https://here.example");
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https, http\r\n"),
            "198.51.100.7:0 http://here.example");
}

TEST(ForwardedHeaders, BelieveAHostOnlyWhenAskedTo) {
  const auto said = "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Host: chat.example\r\nX-Forwarded-Port: 8443\r\n";
  EXPECT_EQ(seen_with(by_x, said), "198.51.100.7:0 http://here.example");
  EXPECT_EQ(seen_with(by_x_with_host, said), "198.51.100.7:0 http://chat.example:8443");
  EXPECT_EQ(seen_with(by_x_with_host,
                      "X-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example\r\n"
                      "X-Forwarded-Port: 443\r\n"),
            "10.0.0.1:0 https://a.example");
}

TEST(ForwardedHeaders, LeaveTheProxyForWhomItDoesNotName) {
  EXPECT_EQ(seen_with(by_forwarded, "Forwarded: for=10.0.0.9, for=unknown;proto=https\r\n"),
            "10.0.0.1:0 https://here.example");
  EXPECT_EQ(seen_with(by_forwarded, "Forwarded: for=_hidden, for=\"10.0.0.2:_x\"\r\n"),
            "10.0.0.2:0 http://here.example");
  EXPECT_EQ(seen_with(by_forwarded, "Forwarded: proto=https\r\n"), "10.0.0.1:0 https://here.example");
}

TEST(ForwardedHeaders, ReadAddressesAsProxiesWriteThem) {
  const auto port = [](std::string_view from) {
    const auto node = features::read_node(from);
    return !node ? "malformed" : !node->known ? "unknown" : node->known->text();
  };
  EXPECT_EQ(port("192.0.2.43"), "192.0.2.43:0");
  EXPECT_EQ(port("192.0.2.43:47011"), "192.0.2.43:47011");
  EXPECT_EQ(port("[2001:db8:cafe::17]:4711"), "[2001:db8:cafe::17]:4711");
  EXPECT_EQ(port("2001:db8:cafe::17"), "[2001:db8:cafe::17]:0");
  EXPECT_EQ(port("UNKNOWN"), "unknown");
  for (const auto* text : {"here", "192.0.2", "192.0.2.43:", "192.0.2.43:65536", "192.0.2.43:80x", "[192.0.2.43]",
                           "[2001:db8::1", "[2001:db8::1]80", "[2001:db8::1]:", "192.0.2.43 ", "::1%lo"})
    EXPECT_EQ(port(text), "malformed") << text;
}

TEST(ForwardedHeaders, AreRefusedWhenWhatIsToBeBelievedCannotBeRead) {
  for (const auto* header :
       {"X-Forwarded-For: here", "X-Forwarded-For: 198.51.100.7, here", "X-Forwarded-Proto: gopher",
        "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Host: a/b", "X-Forwarded-Host: a\r\nX-Forwarded-Port: 80x"})
    EXPECT_EQ(seen_with(by_x_with_host, std::string(header) + "\r\n"), "400 Bad Request") << header;
  for (const auto* header : {"for", "for=", "for=here", "for=\"1.2.3.4", "for=\"1.2.3.4\\", "for=\"1.2.3.4\"x", "=x",
                             "for=1.2.3.4;for=1.2.3.5", "for=1.2.3.4 proto=https", "proto=gopher", "host=\"a b\"",
                             "for=\"1.1.1.1, for=\"2.2.2.2\""})
    EXPECT_EQ(seen_with(by_forwarded, "Forwarded: " + std::string(header) + "\r\n"), "400 Bad Request") << header;
}

TEST(ForwardedHeaders, DoNotCareForWhatStandsBehindTheFirstWhoIsNotTrusted) {
  EXPECT_EQ(seen_with(by_x, "X-Forwarded-For: <script>, 198.51.100.7\r\n"), "198.51.100.7:0 http://here.example");
}

TEST(ForwardedHeaders, NameSixtyFourProxiesAndNotOneMore) {
  const auto chain = [](int length) {
    std::string text = "X-Forwarded-For: 198.51.100.7";
    for (int i = 1; i < length; ++i) text += ", 10.0.0.2";
    return text + "\r\n";
  };
  EXPECT_EQ(seen_with(by_x, chain(64)), "198.51.100.7:0 http://here.example");
  EXPECT_EQ(seen_with(by_x, chain(65)), "400 Bad Request");
}

TEST(ForwardedHeaders, DecideWhoseOriginAnUpgradeComesFrom) {
  TestServer server{behind(by_x)};
  Caller proxy{server, "10.0.0.1"};
  const auto asks = [&](std::string_view headers) { return status_of(proxy.upgrade("/chat", headers)); };
  const std::string over_tls = "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
  EXPECT_EQ(asks("Origin: https://here.example\r\n" + over_tls), "101 Switching Protocols");
  EXPECT_EQ(asks("Origin: http://here.example\r\n" + over_tls), "403 Forbidden");
  EXPECT_EQ(asks("Origin: http://here.example\r\n"), "101 Switching Protocols");
  EXPECT_EQ((status_of(Caller{server, "192.0.2.1"}.upgrade("/chat", "Origin: http://here.example\r\n" + over_tls))),
            "101 Switching Protocols");
}

TEST(ForwardedHeaders, AreOfTheHostThatAPageWasAskedFromAsWell) {
  TestServer server{behind(by_x_with_host)};
  Caller proxy{server, "10.0.0.1"};
  const std::string host = "X-Forwarded-Host: chat.example\r\nX-Forwarded-Proto: https\r\n";
  const auto heard = proxy.upgrade("/chat", "Origin: https://chat.example\r\n" + host);
  EXPECT_EQ(status_of(heard), "101 Switching Protocols");
  EXPECT_THAT(heard, HasSubstr("10.0.0.1:0 https://chat.example"));
  EXPECT_EQ(status_of(proxy.upgrade("/chat", "Origin: https://here.example\r\n" + host)), "403 Forbidden");
}

TEST(ForwardedHeaders, TrustNobodyWhoIsNoAddress) {
  Routes routes;
  EXPECT_THROW(routes.install(ForwardedHeaders{.trusted = {"proxy.example"}}), std::invalid_argument);
  EXPECT_THROW(routes.install(ForwardedHeaders{.trusted = {"10.0.0.1/8"}}), std::invalid_argument);
}

}  // namespace kotori::inline v0
