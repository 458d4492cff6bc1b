#include "kotori/features/default_headers.hpp"

#include "kotori/features/error_pages.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>
#include <utility>

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

TEST(DefaultHeaders, GoIntoTheAnswerToWhatIsThrown) {
  const auto said_behind = [](Routes routes) {
    routes.install(DefaultHeaders{{"Server", "kotori"}, {"X-A", "1"}});
    routes.get("/bug", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
    routes.get("/seven", [](const Request&) -> Response { throw 7; });
    Routes shut;
    shut.install([](Request&, Next) -> Task<Response> { throw Refused(Status::unauthorized, "Who are you?"); });
    routes.mount("/shut", shut);
    TestServer server{routes};
    for (const auto& [path, status] : {std::pair{"/bug", 500}, {"/seven", 500}, {"/shut", 401}}) {
      const auto answer = server.get(path);
      EXPECT_EQ(answer.status, status) << path;
      EXPECT_EQ(answer.headers.joined("Server"), "kotori") << path;
      EXPECT_EQ(answer.headers.joined("X-A"), "1") << path;
    }
  };
  said_behind({});
  Routes with_pages;
  with_pages.install(ErrorPages{}.on<std::exception>(
      [](const Request&, const std::exception&) { return Response::text("oh", Status::internal_server_error); }));
  said_behind(std::move(with_pages));
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
