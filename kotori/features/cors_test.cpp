#include "kotori/features/cors.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace kotori::inline v0 {
namespace {

constexpr std::string_view friendly = "https://app.example", foreign = "https://evil.example";

struct CrossOrigin : testing::Test {
  int handled = 0;
  std::optional<TestServer> server;

  TestServer& serve(Cors options, bool over_tls = false) {
    Routes routes;
    if (over_tls) routes.install(AsOverTls{});
    routes.install(std::move(options));
    const auto answer = [this](const Request&) {
      ++handled;
      auto response = Response::text("hi");
      response.headers.add("Vary", "Accept-Encoding");
      return response;
    };
    routes.get("/", answer);
    routes.post("/", answer);
    routes.put("/", answer);
    routes.get("/bug", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
    routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
    return server.emplace(
        std::move(routes),
        TestServerOptions{.serve = {.allowed_origins = {std::string(friendly), std::string(foreign)}}});
  }

  client::ClientResponse ask(std::string method, http::Headers headers) {
    return server->ask({.method = std::move(method), .host = "chat.example", .headers = std::move(headers)});
  }
  client::ClientResponse preflight(std::string_view origin, std::string_view method, std::string_view headers = {}) {
    auto asked = fields({{"Origin", origin}, {"Access-Control-Request-Method", method}});
    if (!headers.empty()) asked.add("Access-Control-Request-Headers", headers);
    return ask("OPTIONS", std::move(asked));
  }
};

std::string header(const client::ClientResponse& answer, std::string_view name) {
  return answer.headers.joined(name).value_or("(none)");
}
}  // namespace

TEST_F(CrossOrigin, AnOriginThatIsAllowedLetsItsPagesRead) {
  serve({.origins = {std::string(friendly)}, .exposed = {"X-Total"}});
  const auto answer = ask("GET", fields({{"Origin", friendly}}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), friendly);
  EXPECT_EQ(header(answer, "Access-Control-Expose-Headers"), "X-Total");
  EXPECT_EQ(header(answer, "Access-Control-Allow-Credentials"), "(none)");
  EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding, Origin");
}

TEST_F(CrossOrigin, AnOriginThatIsAllowedCanReadWhatWentWrong) {
  serve({.origins = {std::string(friendly)}});
  const auto answer =
      server->ask({.target = "/bug", .host = "chat.example", .headers = fields({{"Origin", friendly}})});
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), friendly);
  EXPECT_EQ(header(answer, "Vary"), "Origin");
}

TEST_F(CrossOrigin, AForeignOriginStopsHereWhateverIsAsked) {
  serve({.origins = {std::string(friendly)}});
  for (const std::string_view origin :
       {foreign, std::string_view("null"), std::string_view("https://app.example:444"),
        std::string_view("http://app.example"), std::string_view("https://app.example, https://chat.example"),
        std::string_view("https://app.example.evil"), std::string_view("nonsense")})
    for (const auto* method : {"GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"}) {
      const auto answer = ask(method, fields({{"Origin", origin}}));
      EXPECT_EQ(answer.status, 403) << origin << method;
      EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "(none)");
      EXPECT_EQ(header(answer, "Vary"), "Origin");
    }
  EXPECT_EQ(handled, 0);
}

TEST_F(CrossOrigin, AForeignOriginOpensNoWebSocket) {
  serve({.origins = {std::string(friendly)}});
  EXPECT_EQ(server->connect("/chat", fields({{"Origin", foreign}})).status(), 403);
  EXPECT_EQ(server->connect("/chat", fields({{"Origin", friendly}})).status(), 101);
  EXPECT_EQ(server->connect("/chat").status(), 101);
}

TEST_F(CrossOrigin, ThisServersOwnPagesAreNotAsked) {
  serve({.origins = {std::string(friendly)}});
  for (const auto& own :
       {fields({}), fields({{"Origin", "https://chat.example"}}), fields({{"Origin", "http://chat.example"}}),
        fields({{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}})}) {
    const auto answer = ask("PUT", own);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "(none)");
    EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding, Origin");
  }
  EXPECT_EQ(ask("PUT", fields({{"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}})).status, 403);
}

TEST_F(CrossOrigin, OverTlsAPageInTheClearIsAnotherOne) {
  serve({.origins = {std::string(friendly)}}, true);
  EXPECT_EQ(ask("GET", fields({{"Origin", "http://chat.example"}})).status, 403);
  EXPECT_EQ(ask("GET", fields({{"Origin", "https://chat.example"}})).status, 200);
}

TEST_F(CrossOrigin, APreflightIsAnsweredByItself) {
  serve({.origins = {std::string(friendly)},
         .methods = {"GET", "PUT"},
         .headers = {"Content-Type", "X-Token"},
         .credentials = true,
         .max_age = std::chrono::minutes{10}});
  const auto answer = preflight(friendly, "PUT", "content-type,x-token, accept");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), friendly);
  EXPECT_EQ(header(answer, "Access-Control-Allow-Methods"), "GET, PUT");
  EXPECT_EQ(header(answer, "Access-Control-Allow-Headers"), "Content-Type, X-Token");
  EXPECT_EQ(header(answer, "Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(header(answer, "Access-Control-Max-Age"), "600");
  EXPECT_EQ(header(answer, "Vary"), "Origin");
  EXPECT_EQ(handled, 0);
}

TEST_F(CrossOrigin, APreflightForWhatIsNotAllowedIs403) {
  serve({.origins = {std::string(friendly)}});
  EXPECT_EQ(preflight(friendly, "POST", "Content-Type").status, 204);
  EXPECT_EQ(preflight(friendly, "PUT").status, 403);
  EXPECT_EQ(preflight(friendly, "POST", "X-Token").status, 403);
  EXPECT_EQ(preflight(foreign, "POST").status, 403);
}

TEST_F(CrossOrigin, OptionsThatAreNoPreflightGoOn) {
  serve({.origins = {std::string(friendly)}});
  const auto answer = ask("OPTIONS", fields({{"Origin", friendly}}));
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(header(answer, "Allow"), "GET, HEAD, POST, PUT, OPTIONS");
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), friendly);
}

TEST_F(CrossOrigin, AllOriginsIsAStarWithoutVary) {
  serve({.origins = {"*"}});
  const auto answer = ask("GET", fields({{"Origin", foreign}}));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding");
}

TEST_F(CrossOrigin, AllOriginsIsAStarForThoseTooWhoNameNone) {
  serve({.origins = {"*"}, .exposed = {"X-Total"}});
  const auto answer = ask("GET", {});  // a shared cache may give it to a foreign page later on
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(answer, "Access-Control-Expose-Headers"), "X-Total");
  EXPECT_EQ(header(answer, "Vary"), "Accept-Encoding");
}

TEST(Cors, IsRefusedAtStartWhenItIsWrong) {
  EXPECT_THROW(Routes().install(Cors{.origins = {"*"}, .credentials = true}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.origins = {"*", "https://a.example"}}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.origins = {"https://a.example/"}}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.origins = {"null"}}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.methods = {"GET, PUT"}}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.headers = {"a b"}}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.exposed = {""}}), std::invalid_argument);
  EXPECT_THROW(Routes().install(Cors{.max_age = std::chrono::seconds{-1}}), std::invalid_argument);
}

}  // namespace kotori::inline v0
