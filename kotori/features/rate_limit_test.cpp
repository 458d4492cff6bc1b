#include "kotori/features/rate_limit.hpp"

#include "kotori/features/forwarded_headers.hpp"
#include "kotori/features/test_caller.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

Routes limited(RateLimit limit, Routes routes = {}) {
  routes.install(std::move(limit));
  routes.get("/", [](const Request&) { return Response::text("hi\n"); });
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> { co_await socket.receive(); });
  return routes;
}

constexpr auto ok = "200 OK", too_many = "429 Too Many Requests";

}  // namespace

TEST(ARateLimit, RefusesOneMoreThanTheBurstAndSaysWhenToComeBack) {
  TestServer server{limited({.rate = 2, .per = 1min, .burst = 3})};
  Caller ann{server, "192.0.2.1"};
  EXPECT_THAT(ann.get("/"), HasSubstr("RateLimit-Policy: \"default\";q=3;w=90\r\nRateLimit: \"default\";r=2;t=30\r\n"));
  EXPECT_EQ(status_of(ann.get("/")), ok);
  EXPECT_EQ(status_of(ann.get("/")), ok);
  server.advance(10s);
  const auto refused = ann.get("/");
  EXPECT_EQ(status_of(refused), too_many);
  EXPECT_THAT(refused, HasSubstr("Retry-After: 20\r\n"));
  EXPECT_THAT(refused, HasSubstr("RateLimit: \"default\";r=0;t=80\r\n"));
  server.advance(20s);
  EXPECT_EQ(status_of(ann.get("/")), ok);
  EXPECT_EQ(status_of(ann.get("/")), too_many);
}

TEST(ARateLimit, IsOfEachAddressAndOfEach64) {
  TestServer server{limited({.burst = 1})};
  const auto asks = [&](std::string from) { return status_of(Caller{server, std::move(from)}.get("/")); };
  EXPECT_EQ(asks("192.0.2.1"), ok);
  EXPECT_EQ(asks("192.0.2.1"), too_many);
  EXPECT_EQ(asks("::ffff:192.0.2.1"), too_many);
  EXPECT_EQ(asks("192.0.2.2"), ok);
  EXPECT_EQ(asks("2001:db8::1"), ok);
  EXPECT_EQ(asks("2001:db8::ffff:1"), too_many);
  EXPECT_EQ(asks("2001:db8:0:1::1"), ok);
}

TEST(ARateLimit, CountsThoseBehindATrustedProxyOneByOne) {
  Routes routes;
  routes.install(ForwardedHeaders{.trusted = {"10.0.0.1"}});
  TestServer server{limited({.burst = 1}, std::move(routes))};
  const auto asks = [&](std::string_view who) {
    return status_of(Caller{server, "10.0.0.1"}.get("/", "X-Forwarded-For: " + std::string(who) + "\r\n"));
  };
  EXPECT_EQ(asks("192.0.2.1"), ok);
  EXPECT_EQ(asks("192.0.2.2"), ok);
  EXPECT_EQ(asks("192.0.2.2"), too_many);
}

TEST(ARateLimit, MayHaveKeysOfItsOwn) {
  TestServer server{limited({.burst = 1, .key = [](const Request& request) -> std::optional<std::string> {
                               if (const auto user = request.header("User")) return std::string(*user);
                               return std::nullopt;
                             }})};
  Caller ann{server};
  EXPECT_EQ(status_of(ann.get("/", "User: ann\r\n")), ok);
  EXPECT_EQ(status_of(ann.get("/", "User: ann\r\n")), too_many);
  EXPECT_EQ(status_of(ann.get("/", "User: bob\r\n")), ok);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status_of(ann.get("/")), ok);
}

TEST(ARateLimit, OpensNoWebSocketBeyondIt) {
  TestServer server{limited({.burst = 2})};
  Caller ann{server};
  const auto opened = ann.upgrade("/chat");
  EXPECT_EQ(status_of(opened), "101 Switching Protocols");
  EXPECT_THAT(opened, HasSubstr("RateLimit: \"default\";r=1;t=1\r\n"));
  EXPECT_EQ(status_of(ann.get("/nowhere")), "404 Not Found");
  EXPECT_EQ(status_of(ann.upgrade("/chat")), too_many);
  EXPECT_EQ(server.websocket_counts().opened, 1U);
}

TEST(ARateLimit, IsOfAllLoopsTogether) {
  TestServer server{limited({.burst = 10}), {.loops = 3}};
  Caller ann{server};
  int granted = 0;
  for (int i = 0; i < 30; ++i) granted += status_of(ann.get("/")) == ok ? 1 : 0;
  EXPECT_EQ(granted, 10);
}

TEST(ARateLimit, IsRefusedWhenItMakesNoSense) {
  Routes routes;
  EXPECT_THROW(routes.install(RateLimit{.rate = 0}), std::invalid_argument);
  EXPECT_THROW(routes.install(RateLimit{.per = 0s}), std::invalid_argument);
  EXPECT_THROW(routes.install(RateLimit{.burst = 0}), std::invalid_argument);
  EXPECT_THROW(routes.install(RateLimit{.rate = 1, .per = 24h, .burst = 400}), std::invalid_argument);
  EXPECT_THROW(routes.install(RateLimit{.name = "two words"}), std::invalid_argument);
}

}  // namespace kotori::inline v0
