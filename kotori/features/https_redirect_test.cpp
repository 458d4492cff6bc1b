#include "kotori/features/https_redirect.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

Routes redirected(HttpsRedirect options = {}, bool over_tls = false) {
  Routes routes;
  if (over_tls) routes.install(AsOverTls{});
  routes.install(std::move(options));
  for (const auto* path : {"/", "/healthz", "/healthz/deep", "/open/a"})
    routes.get(path, [](const Request&) { return Response::text("hi"); });
  routes.post("/", [](const Request&) { return Response::text("took it"); });
  routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  return routes;
}

std::string sent_to(TestServer& server, std::string host, std::string target = "/", std::string method = "GET") {
  const auto answer = server.ask({.method = std::move(method), .target = std::move(target), .host = std::move(host)});
  return std::to_string(answer.status) + " " + std::string(answer.headers.find("Location").value_or(""));
}
}  // namespace

TEST(HttpsRedirect, KeepsHostPathQueryAndMethod) {
  TestServer server{redirected()};
  EXPECT_EQ(sent_to(server, "chat.example", "/a%20b?c=d"), "308 https://chat.example/a%20b?c=d");
  EXPECT_EQ(sent_to(server, "chat.example:8080", "/", "POST"), "308 https://chat.example/");
  EXPECT_EQ(sent_to(server, "[::1]:8080"), "308 https://[::1]/");
  EXPECT_EQ(sent_to(server, "chat.example", "//evil.example"), "308 https://chat.example//evil.example");
  EXPECT_EQ(sent_to(server, "chat.example", "*", "OPTIONS"), "308 https://chat.example");
}

TEST(HttpsRedirect, NamesAPortThatIsNotTheUsualOne) {
  TestServer server{redirected({.port = 8443})};
  EXPECT_EQ(sent_to(server, "chat.example:8080", "/a"), "308 https://chat.example:8443/a");
}

TEST(HttpsRedirect, SendsNobodyToAnotherHost) {
  TestServer server{redirected({.hosts = {"chat.example", "[::1]"}})};
  EXPECT_EQ(sent_to(server, "CHAT.example:80"), "308 https://CHAT.example/");
  EXPECT_EQ(sent_to(server, "[::1]"), "308 https://[::1]/");
  for (const auto* other : {"evil.example", "chat.example.evil", "[::2]", "chat.example."})
    EXPECT_EQ(sent_to(server, other), "421 ") << other;
  EXPECT_EQ(server.exchange("GET / HTTP/1.0\r\n\r\n").substr(9, 3), "400");
}

TEST(HttpsRedirect, LeavesWhoComesInSecret) {
  TestServer server{redirected({.hosts = {"chat.example"}}, true)};
  EXPECT_EQ(sent_to(server, "chat.example"), "200 ");
  EXPECT_EQ(sent_to(server, "other.example"), "200 ");
  EXPECT_EQ(server.connect("/chat").status(), 101);
}

TEST(HttpsRedirect, LeavesThePathsItIsTold) {
  TestServer server{redirected({.except = {"/healthz", "/open/"}})};
  EXPECT_EQ(sent_to(server, "chat.example", "/healthz"), "200 ");
  EXPECT_EQ(sent_to(server, "chat.example", "/healthz?a"), "200 ");
  EXPECT_EQ(sent_to(server, "chat.example", "/open/a"), "200 ");
  EXPECT_EQ(sent_to(server, "chat.example", "/healthz/deep"), "308 https://chat.example/healthz/deep");
}

TEST(HttpsRedirect, OpensNoWebSocketInTheClear) {
  TestServer server{redirected()};
  EXPECT_EQ(server.connect("/chat").status(), 308);
}

TEST(HttpsRedirect, TakesNoHostThatIsNone) {
  for (const auto* host : {"", "a b", "chat.example:443", "https://chat.example", "a/b"})
    EXPECT_THROW(Routes().install(HttpsRedirect{.hosts = {host}}), std::invalid_argument) << host;
}

}  // namespace kotori::inline v0
