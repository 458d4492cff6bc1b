#include "kotori/features/same_origin.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

constexpr std::string_view own = "https://chat.example", friendly = "https://app.example",
                           foreign = "https://evil.example";

struct ForgedRequests : testing::Test {
  int handled = 0;
  std::optional<TestServer> server;

  void serve(SameOrigin options = {}, bool over_tls = true) {
    Routes routes;
    if (over_tls) routes.install(AsOverTls{});
    routes.install(std::move(options));
    const auto answer = [this](const Request&) {
      ++handled;
      return Response::text("done");
    };
    routes.get("/", answer);
    routes.post("/", answer);
    routes.put("/", answer);
    routes.patch("/", answer);
    routes.del("/", answer);
    routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
    server.emplace(std::move(routes));
  }
  client::ClientResponse ask(std::string method, std::initializer_list<http::Field> headers) {
    return server->ask({.method = std::move(method), .host = "chat.example", .headers = fields(headers)});
  }
  int post(std::initializer_list<http::Field> headers) { return ask("POST", headers).status; }
};

}  // namespace

TEST_F(ForgedRequests, AreRefusedForEveryMethodThatMayChangeSomething) {
  serve();
  for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    EXPECT_EQ(ask(method, {{"Sec-Fetch-Site", "cross-site"}, {"Origin", foreign}}).status, 403) << method;
    const auto answer = ask(method, {{"Origin", foreign}});
    EXPECT_EQ(answer.status, 403) << method;
    EXPECT_EQ(answer.body, "Pages of another origin may not change anything here.\n");
  }
  EXPECT_EQ(handled, 0);
}

TEST_F(ForgedRequests, AreToldByWhatTheBrowserSaysOfThePage) {
  serve();
  EXPECT_EQ(post({{"Sec-Fetch-Site", "same-origin"}, {"Origin", own}}), 200);
  EXPECT_EQ(post({{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}}), 200);  // Referrer-Policy: no-referrer
  EXPECT_EQ(post({{"Sec-Fetch-Site", "none"}}), 200);
  for (const auto* site : {"same-site", "cross-site", "", "SAME-ORIGIN", "same-origin, cross-site", "something new"}) {
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}}), 403) << site;
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}, {"Origin", own}}), 403) << site;
  }
  EXPECT_EQ(post({{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}}), 403);
}

TEST_F(ForgedRequests, AreToldByTheirOriginIfTheBrowserSaysNoMore) {
  serve();
  EXPECT_EQ(post({{"Origin", own}}), 200);
  EXPECT_EQ(post({{"Origin", "https://chat.example:443"}}), 200);
  for (const auto origin : {std::string_view("null"), std::string_view(""), foreign, std::string_view("nonsense"),
                            std::string_view("https://chat.example:444"), std::string_view("https://sub.chat.example"),
                            std::string_view("https://chat.example.evil"), std::string_view("http://chat.example")})
    EXPECT_EQ(post({{"Origin", origin}}), 403) << origin;
  EXPECT_EQ(post({{"Origin", own}, {"Origin", foreign}}), 403);
}

TEST_F(ForgedRequests, InTheClearAreToldByTheHostAlone) {
  serve({}, false);
  EXPECT_EQ(post({{"Origin", "http://chat.example"}}), 200);
  EXPECT_EQ(post({{"Origin", "https://chat.example"}}), 200);  // a proxy may have taken off the TLS
  EXPECT_EQ(post({{"Origin", "http://chat.example:8080"}}), 403);
}

TEST_F(ForgedRequests, ComeFromNobodyWhoIsNoBrowser) {
  serve();
  EXPECT_EQ(post({}), 200);
}

TEST_F(ForgedRequests, AreThoseOfPagesThatAreNotNamed) {
  serve({.also = {std::string(friendly)}});
  for (const auto* site : {"same-site", "cross-site"}) {
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}, {"Origin", friendly}}), 200);
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}, {"Origin", foreign}}), 403);
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}, {"Origin", "null"}}), 403);
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}}), 403);
  }
  EXPECT_EQ(post({{"Origin", friendly}}), 200);
  EXPECT_EQ(post({{"Origin", own}}), 200);
  EXPECT_EQ(post({{"Origin", foreign}}), 403);
}

TEST_F(ForgedRequests, AreNoReadingAndNoUpgrades) {
  serve();
  for (const auto* method : {"GET", "HEAD", "OPTIONS"})
    EXPECT_LT(ask(method, {{"Sec-Fetch-Site", "cross-site"}, {"Origin", foreign}}).status, 300) << method;
  EXPECT_EQ(server->connect("/chat").status(), 101);
  // allowed_origins, which is there without this
  EXPECT_EQ(server->connect("/chat", fields({{"Origin", foreign}})).status(), 403);
}

TEST(SameOrigin, KnowsWhatIsNoOrigin) {
  Routes routes;
  EXPECT_THROW(routes.install(SameOrigin{.also = {"app.example"}}), std::invalid_argument);
  EXPECT_THROW(routes.install(SameOrigin{.also = {"null"}}), std::invalid_argument);
}

}  // namespace kotori::inline v0
