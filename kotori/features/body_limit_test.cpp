#include "kotori/features/body_limit.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

Response size_of(const Request& request) { return Response::text(std::to_string(request.content.size())); }

Routes limited(std::size_t bytes) {
  Routes routes;
  routes.post("/usual", size_of);
  routes.post("/own", {.body = 20}, size_of);
  routes.post("/read", [](const Request&, BodyReader& body) -> Task<Response> {
    std::size_t size = 0;
    while (const auto piece = co_await body.read()) size += piece->size();
    co_return Response::text(std::to_string(size));
  });
  routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  routes.install(BodyLimit{bytes});
  return routes;
}

int status_for(TestServer& server, std::string path, std::size_t size) {
  return server.ask({.method = "POST", .target = std::move(path), .body = std::string(size, 'x')}).status;
}

int status_in_chunks(TestServer& server, std::string_view path, std::size_t size) {
  const auto answer = server.exchange(
      fmt::format("POST {} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", path,
                  size, std::string(size, 'x')));
  return std::stoi(answer.substr(9, 3));
}
}  // namespace

TEST(BodyLimit, IsExactForStatedLengthsAndForChunks) {
  TestServer server{limited(10)};
  for (const auto* path : {"/usual", "/read"}) {
    EXPECT_EQ(status_for(server, path, 10), 200);
    EXPECT_EQ(status_for(server, path, 11), 413);
    EXPECT_EQ(status_in_chunks(server, path, 10), 200);
    EXPECT_EQ(status_in_chunks(server, path, 11), 413);
  }
}

TEST(BodyLimit, MayBeMoreThanTheServers) {
  TestServer server{limited(1000), {.serve = {.http = {.body = 10}}}};
  EXPECT_EQ(status_for(server, "/usual", 1000), 200);
  EXPECT_EQ(status_for(server, "/usual", 1001), 413);
}

TEST(BodyLimit, LeavesRoutesThatHaveTheirOwn) {
  TestServer server{limited(10)};
  EXPECT_EQ(status_for(server, "/own", 20), 200);
  EXPECT_EQ(status_for(server, "/own", 21), 413);
}

TEST(BodyLimit, OfTheInnermostCounts) {
  auto routes = limited(10);
  routes.install(BodyLimit{5});
  TestServer server{routes};
  EXPECT_EQ(status_for(server, "/usual", 5), 200);
  EXPECT_EQ(status_for(server, "/usual", 6), 413);
}

TEST(BodyLimit, RefusesBeforeTheClientIsToldToSend) {
  TestServer server{limited(10)};
  const auto answer =
      server.exchange("POST /usual HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer;
}

TEST(BodyLimit, IsNothingToAnUpgrade) {
  TestServer server{limited(0)};
  EXPECT_EQ(server.connect("/chat").status(), 101);
}

}  // namespace kotori::inline v0
