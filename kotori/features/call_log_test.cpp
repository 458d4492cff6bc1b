#include "kotori/features/call_log.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/features/test_fields.hpp"
#include "kotori/features/trace_context.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

/// What was told, kept.
struct Told {
  Status status;
  std::string method, route, id, trace;
  Duration took;
  std::optional<std::size_t> bytes;
  std::optional<Ending> ending;
};

struct Calls : testing::Test {
  std::vector<Told> told;
  Routes routes;

  CallLog log() {
    return {.write = [this](const Call& call) {
      told.push_back({call.status, std::string(call.method), std::string(call.route), std::string(call.request_id),
                      std::string(call.trace_id), call.took, call.bytes,
                      call.ending ? std::optional(*call.ending) : std::nullopt});
    }};
  }

  Calls() {
    routes.get("/rooms/{room}", [](const Request& request) { return Response::text(request.path("room")); });
    routes.get("/id", [](const Request& request) { return Response::text(request.attributes.get<RequestId>().text); });
    routes.get("/slow", [](const Request&) -> Task<Response> {
      co_await sleep(2s);
      co_return Response::text("at last");
    });
    routes.get("/stream", [](const Request&) {
      return Response::stream("text/plain", []() -> Task<std::optional<std::string>> { co_return std::nullopt; });
    });
    routes.get("/broken", [](const Request&) -> Response { throw std::runtime_error("a bug"); });
    routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
      while (co_await socket.receive_text()) socket.send("heard");
    });
  }
};
}  // namespace

TEST_F(Calls, AreToldByTheirRouteAndWithoutTheirQuery) {
  routes.install(log());
  TestServer server{routes};
  server.get("/rooms/lobby?secret=1");
  server.get("/nowhere?secret=1");
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].status, Status::ok);
  EXPECT_EQ(told[0].method, "GET");
  EXPECT_EQ(told[0].route, "/rooms/{room}");
  EXPECT_EQ(told[0].bytes, 5U);
  EXPECT_EQ(told[1].status, Status::not_found);
  EXPECT_EQ(told[1].route, "/nowhere");
}

TEST_F(Calls, HaveAPathOf200BytesAtMost) {
  routes.install(log());
  TestServer server{routes};
  server.get("/" + std::string(199, 'a'));
  server.get("/" + std::string(200, 'a'));
  EXPECT_EQ(told.at(0).route.size(), 200U);
  EXPECT_EQ(told.at(1).route.size(), 200U);
}

TEST_F(Calls, AreMeasuredUntilTheAnswerIsThere) {
  routes.install(log());
  TestServer server{routes};
  auto client = server.dial();
  client->write("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  server.advance(3s);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].took, 2s);
}

TEST_F(Calls, ThatAreAnsweredInPiecesHaveNoSize) {
  routes.install(log());
  TestServer server{routes};
  server.get("/stream");
  server.ask({.method = "HEAD", .target = "/rooms/lobby"});
  EXPECT_EQ(told.at(0).bytes, std::nullopt);
  EXPECT_EQ(told.at(1).bytes, 0U);
}

TEST_F(Calls, HaveAnIdThatOthersCanRead) {
  routes.install(log());
  TestServer server{routes};
  const auto one = server.get("/id"), other = server.get("/id");
  EXPECT_EQ(one.body.size(), 15U);
  EXPECT_EQ(one.headers.find("X-Request-Id"), one.body);
  EXPECT_EQ(told.at(0).id, one.body);
  EXPECT_NE(one.body, other.body);
}

TEST_F(Calls, HaveAnIdAlsoWhenTheyFail) {
  routes.install(log());
  TestServer server{routes};
  const auto answer = server.get("/broken");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.headers.find("X-Request-Id"), told.at(0).id);
}

TEST_F(Calls, TakeTheIdOfTheClientOnlyWhenItIsShortAndClean) {
  routes.install(log());
  TestServer server{routes};
  const auto id_for = [&](std::string_view given) { return server.get("/id", fields({{"X-Request-Id", given}})).body; };
  for (const std::string& clean : {std::string("a"), std::string("Az09-_."), std::string(64, 'x')})
    EXPECT_EQ(id_for(clean), clean);
  for (const std::string& other : {std::string(65, 'x'), std::string("a b"), std::string("a=b"), std::string("\"a\""),
                                   std::string("<script>"), std::string("\xc3\xa9")})
    EXPECT_NE(id_for(other), other);
  EXPECT_EQ(server.get("/id", fields({{"X-Request-Id", "a"}, {"X-Request-Id", "b"}})).body.size(), 15U);
}

TEST_F(Calls, TakeNoIdAtAllIfTold) {
  auto never = log();
  never.takes_ids = false;
  routes.install(never);
  TestServer server{routes};
  EXPECT_NE(server.get("/id", fields({{"X-Request-Id", "mine"}})).body, "mine");
}

TEST_F(Calls, ThatThrowAreToldAs500AndGoOnOutwards) {
  routes.install(log());
  TestServer server{routes};
  EXPECT_EQ(server.get("/broken").status, 500);
  EXPECT_EQ(told.at(0).status, Status::internal_server_error);
}

TEST_F(Calls, ThatAFeatureRefusesCarryTheirId) {
  routes.install(log());
  routes.install([](Request&, Next) -> Task<Response> { throw Refused(Status::unauthorized, "Who are you?"); });
  TestServer server{routes};
  const auto answer = server.get("/id");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(told.at(0).status, Status::unauthorized);
  EXPECT_EQ(answer.headers.find("X-Request-Id"), told.at(0).id);
}

TEST_F(Calls, CanBeLeftOut) {
  auto quiet = log();
  quiet.leaves_out = [](const Request& request, Status status) {
    return request.route == "/id" && status == Status::ok;
  };
  routes.install(quiet);
  TestServer server{routes};
  EXPECT_TRUE(server.get("/id").headers.contains("X-Request-Id"));
  server.get("/rooms/a");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].route, "/rooms/{room}");
}

TEST_F(Calls, ThatOpenAWebSocketAreToldWhenTheyDo) {
  routes.install(log());
  TestServer server{routes};
  {
    auto ann = server.connect("/chat");
    EXPECT_EQ(ann.status(), 101);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].status, Status::switching_protocols);
    EXPECT_EQ(ann.header("X-Request-Id"), told[0].id);
    ann.leaves();
  }
  EXPECT_EQ(told.size(), 1U);
}

TEST_F(Calls, ThatOpenAWebSocketAreToldAgainWhenItEndsIfWished) {
  auto both = log();
  both.tells_ends = true;
  routes.install(both);
  TestServer server{routes};
  auto ann = server.connect("/chat");
  server.advance(5s);
  ann.leaves();
  server.advance(1s);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].ending, std::nullopt);
  EXPECT_EQ(told[1].ending, (Ending{.by = Ending::By::peer, .code = CloseCode::normal, .reason = {}}));
  EXPECT_EQ(told[1].took, 5s);
  EXPECT_EQ(told[1].id, told[0].id);
  EXPECT_EQ(told[1].route, "/chat");
}

TEST_F(Calls, TellTheirTrace) {
  routes.install(log());
  routes.install(TraceContext{});
  TestServer server{routes};
  server.get("/id", fields({{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}));
  EXPECT_EQ(told.at(0).trace, "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(ALineOfACall, IsLogfmtAndCannotBeForged) {
  testing::internal::CaptureStderr();
  write_line({.status = Status::ok,
              .method = "GET",
              .route = "/a b\n",
              .took = 1234567ns,
              .bytes = 7,
              .request_id = "id",
              .trace_id = {},
              .client = "::1"});
  const Ending ending{.by = Ending::By::peer, .code = CloseCode::going_away, .reason = "my secret"};
  write_line({.status = Status::switching_protocols,
              .method = "GET",
              .route = "/",
              .took = {},
              .bytes = std::nullopt,
              .request_id = "id",
              .trace_id = "4bf9",
              .client = {},
              .ending = &ending});
  const auto lines = testing::internal::GetCapturedStderr();
  EXPECT_THAT(lines,
              HasSubstr(R"( info answered status=200 method=GET route="/a b\n" ms=1.235 bytes=7 id=id client=::1)"));
  EXPECT_THAT(lines, HasSubstr(" info ended by=peer code=1001 route=/ ms=0.000 id=id trace=4bf9\n"));
  EXPECT_THAT(lines, Not(HasSubstr("secret")));
}

}  // namespace kotori::inline v0
