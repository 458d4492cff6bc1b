#include "kotori/features/conditional.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/http/conditions.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

constexpr std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT", earlier = "Sun, 06 Nov 1994 08:49:36 GMT";

Response with(Response response, std::string_view name, std::string_view value) {
  response.headers.add(name, value);
  return response;
}

struct Conditionally : testing::Test {
  int written = 0;
  Routes routes;

  Conditionally() {
    routes.install(Conditional{.tagged = 100});
    routes.get("/a", [](const Request&) { return with(Response::text("one"), "Cache-Control", "max-age=60"); });
    routes.get("/b", [](const Request&) { return Response::text("two"); });
    routes.get("/of/{size}", [](const Request& request) {
      return Response::text(std::string(request.path<std::size_t>("size"), 'x'));
    });
    routes.get("/own", [](const Request&) { return with(Response::text("x"), "ETag", "\"mine\""); });
    routes.get("/dated", [](const Request&) { return with(Response::text("x"), "Last-Modified", date); });
    routes.get("/secret", [](const Request&) { return with(Response::text("x"), "Cache-Control", "no-store"); });
    routes.get("/stream", [](const Request&) {
      return Response::stream("text/plain", []() -> Task<std::optional<std::string>> { co_return std::nullopt; });
    });
    routes.post("/a", [](const Request&) { return Response::text("one"); });
    routes.put("/a", [this](const Request& request) {
      http::require_preconditions(request, {.etag = "\"now\""});
      ++written;
      return Response::empty();
    });
    routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  }
};

std::string tag(const client::ClientResponse& answer) { return std::string(answer.headers.find("ETag").value_or("")); }
}  // namespace

TEST_F(Conditionally, WhatIsTheSameHasTheSameTagAndNothingElseHas) {
  TestServer server{routes};
  const auto one = tag(server.get("/a"));
  EXPECT_EQ(one.size(), 34U);
  EXPECT_EQ(tag(server.get("/a")), one);
  EXPECT_NE(tag(server.get("/b")), one);
  EXPECT_EQ(tag(server.ask({.method = "HEAD", .target = "/a"})), one);
}

TEST_F(Conditionally, WhoHasItIsAnswered304WithoutIt) {
  TestServer server{routes};
  const auto whole = server.get("/a");
  const auto spared = server.get("/a", fields({{"If-None-Match", tag(whole)}}));
  EXPECT_EQ(spared.status, 304);
  EXPECT_EQ(spared.body, "");
  EXPECT_EQ(tag(spared), tag(whole));
  EXPECT_EQ(spared.headers.find("Cache-Control"), "max-age=60");
  EXPECT_FALSE(spared.headers.contains("Content-Type"));
  EXPECT_EQ(server.get("/a", fields({{"If-None-Match", "\"other\""}})).body, "one");
  EXPECT_EQ(server.get("/a", fields({{"If-None-Match", "W/" + tag(whole)}})).status, 304);
}

TEST_F(Conditionally, WhoWantsExactlyThatIsAnswered412WhenItIsAnother) {
  TestServer server{routes};
  const auto now = tag(server.get("/a"));
  EXPECT_EQ(server.get("/a", fields({{"If-Match", now}})).status, 200);
  const auto refused = server.get("/a", fields({{"If-Match", "\"other\""}}));
  EXPECT_EQ(refused.status, 412);
  EXPECT_EQ(tag(refused), "");
}

TEST_F(Conditionally, ATagOfTheHandlersOwnIsKept) {
  TestServer server{routes};
  EXPECT_EQ(server.get("/own").headers.joined("ETag"), "\"mine\"");
  EXPECT_EQ(server.get("/own", fields({{"If-None-Match", "\"mine\""}})).status, 304);
}

TEST_F(Conditionally, ADateOfTheHandlersOwnIsCompared) {
  TestServer server{routes};
  EXPECT_EQ(server.get("/dated", fields({{"If-Modified-Since", date}})).status, 304);
  EXPECT_EQ(server.get("/dated", fields({{"If-Modified-Since", earlier}})).status, 200);
  EXPECT_EQ(server.get("/dated", fields({{"If-Unmodified-Since", earlier}})).status, 412);
}

TEST_F(Conditionally, WhatIsLongOrStreamedOrSecretHasNoTag) {
  TestServer server{routes};
  EXPECT_NE(tag(server.get("/of/100")), "");
  EXPECT_EQ(tag(server.get("/of/101")), "");
  EXPECT_EQ(tag(server.get("/stream")), "");
  EXPECT_EQ(tag(server.get("/secret")), "");
  EXPECT_EQ(tag(server.get("/nowhere")), "");
  EXPECT_EQ(tag(server.ask({.method = "POST", .target = "/a"})), "");
}

TEST_F(Conditionally, WhatWritesAsksBeforeItDoes) {
  TestServer server{routes};
  const auto put = [&](std::string_view name, std::string_view value) {
    return server.ask({.method = "PUT", .target = "/a", .headers = fields({{name, value}})}).status;
  };
  EXPECT_EQ(put("If-Match", "\"before\""), 412);
  EXPECT_EQ(put("If-None-Match", "*"), 412);
  EXPECT_EQ(written, 0);
  EXPECT_EQ(put("If-Match", "\"now\""), 204);
  EXPECT_EQ(written, 1);
}

TEST_F(Conditionally, AnUpgradeIsLeftAlone) {
  TestServer server{routes};
  auto ann = server.connect("/chat", fields({{"If-Match", "\"other\""}}));
  EXPECT_EQ(ann.status(), 101);
  EXPECT_EQ(ann.header("ETag"), "");
}

}  // namespace kotori::inline v0
