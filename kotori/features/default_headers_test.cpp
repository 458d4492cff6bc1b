#include "kotori/features/default_headers.hpp"

#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace kotori::inline v0 {

TEST(DefaultHeaders, GoIntoEveryAnswerAndIntoThe101) {
  Routes routes;
  routes.install(DefaultHeaders{{"Server", "kotori"}, {"X-A", "1"}});
  routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  TestServer server{routes};
  const auto lost = server.get("/nowhere");
  EXPECT_EQ(lost.status, 404);
  EXPECT_EQ(lost.headers.find("Server"), "kotori");
  EXPECT_EQ(lost.headers.find("X-A"), "1");
  EXPECT_EQ(server.connect("/chat").header("Server"), "kotori");
}

TEST(DefaultHeaders, DoubleNothingThatTheHandlerHasSet) {
  Routes routes;
  routes.install(DefaultHeaders{{"Server", "kotori"}});
  routes.get("/", [](const Request&) {
    auto response = Response::text("hi");
    response.headers.add("server", "mine");
    return response;
  });
  TestServer server{routes};
  EXPECT_EQ(server.get("/").headers.joined("Server"), "mine");
}

TEST(DefaultHeaders, AreRefusedAtStartWhenTheyAreNoneOrTheServersOwn) {
  EXPECT_THROW((DefaultHeaders{{"a b", "1"}}), std::invalid_argument);
  EXPECT_THROW((DefaultHeaders{{"X-A", "1\r\nX-B: 2"}}), std::invalid_argument);
  for (const std::string_view name : {"Date", "connection", "Content-Length", "Transfer-Encoding"})
    EXPECT_THROW((DefaultHeaders{{name, "1"}}), std::invalid_argument) << name;
}

}  // namespace kotori::inline v0
