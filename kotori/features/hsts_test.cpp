#include "kotori/features/hsts.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

/// RFC 6797.
namespace kotori::inline v0 {
namespace {

Routes strict(const Hsts& options, bool over_tls) {
  Routes routes;
  if (over_tls) routes.install(AsOverTls{});
  routes.install(options);
  routes.get("/", [](const Request&) { return Response::text("hi"); });
  routes.get("/bug", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
  routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  return routes;
}

std::string said(const Hsts& options) {
  TestServer server{strict(options, true)};
  return std::string(server.get("/").headers.find("Strict-Transport-Security").value_or("(nothing)"));
}
}  // namespace

TEST(Hsts, SaysForHowLongAndForWhom) {
  EXPECT_EQ(said({}), "max-age=31536000");
  EXPECT_EQ(said({.max_age = std::chrono::seconds{0}}), "max-age=0");
  EXPECT_EQ(said({.subdomains = true}), "max-age=31536000; includeSubDomains");
  EXPECT_EQ(said({.subdomains = true, .preload = true}), "max-age=31536000; includeSubDomains; preload");
}

TEST(Hsts, SaysSoWhenSomethingWentWrong) {
  TestServer server{strict({}, true)};
  EXPECT_EQ(server.get("/bug").headers.find("Strict-Transport-Security"), "max-age=31536000");
}

TEST(Hsts, SaysNothingInTheClear) {  // §7.2
  TestServer server{strict({}, false)};
  EXPECT_FALSE(server.get("/bug").headers.contains("Strict-Transport-Security"));
  EXPECT_FALSE(server.get("/").headers.contains("Strict-Transport-Security"));
  EXPECT_EQ(server.connect("/chat").header("Strict-Transport-Security"), "");
}

TEST(Hsts, GoesWithThe101) {
  TestServer server{strict({}, true)};
  EXPECT_EQ(server.connect("/chat").header("Strict-Transport-Security"), "max-age=31536000");
}

TEST(Hsts, PromisesNothingThatBrowsersWouldNotTake) {
  EXPECT_THROW(Routes().install(Hsts{.preload = true}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Hsts{.max_age = std::chrono::days{364}, .subdomains = true, .preload = true}),
               std::invalid_argument);
  EXPECT_THROW(Routes().install(Hsts{.max_age = std::chrono::seconds{-1}}), std::invalid_argument);
}

}  // namespace kotori::inline v0
