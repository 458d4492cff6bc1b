#include "kotori/features/error_pages.hpp"

#include "kotori/features/test_fields.hpp"
#include "kotori/json/json.hpp"
#include "kotori/testing/test_server.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

struct Oldest : std::exception {};
struct Middle : Oldest {};
struct Youngest : Middle {};
struct Other : std::exception {};

struct Asked {
  int last = 0;
  static constexpr auto json = json::shape(json::field("last", &Asked::last));
};

template <class E> auto says(std::string word) {
  return [word](const Request&, const E&) { return Response::text(word, Status::conflict); };
}

Routes throwing(ErrorPages pages) {
  Routes routes;
  routes.install(std::move(pages));
  routes.get("/oldest", [](const Request&) -> Response { throw Oldest(); });
  routes.get("/middle", [](const Request&) -> Response { throw Middle(); });
  routes.get("/youngest", [](const Request&) -> Response { throw Youngest(); });
  routes.get("/other", [](const Request&) -> Response { throw Other(); });
  routes.get("/seven", [](const Request&) -> Response { throw 7; });
  routes.get("/later", [](const Request& request) -> Task<Response> {
    if (request.query("x")) throw Middle();
    co_return Response::text("hi");
  });
  routes.get("/refused",
             [](const Request& request) { return Response::text(std::to_string(request.query<int>("n", 0))); });
  routes.get("/own", [](const Request&) { return Response::json_text(R"({"error":1})", Status::bad_request); });
  routes.get("/odd", [](const Request&) { return Response::text("\xff", Status::bad_request); });
  routes.get("/ok", [](const Request&) { return Response::text("hi"); });
  routes.post("/read",
              [](const Request& request) { return Response::text(std::to_string(request.body<Asked>().last)); });
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    socket.send("hello");
    co_return;
  });
  return routes;
}
}  // namespace

TEST(ErrorPages, TakeTheNearestBaseInWhateverOrderTheyWereAdded) {
  const auto by = [](ErrorPages pages) {
    TestServer server{throwing(std::move(pages))};
    return server.get("/oldest").body + server.get("/middle").body + server.get("/youngest").body;
  };
  EXPECT_EQ(by(ErrorPages{}.on<Oldest>(says<Oldest>("o")).on<Middle>(says<Middle>("m"))), "omm");
  EXPECT_EQ(by(ErrorPages{}.on<Middle>(says<Middle>("m")).on<Oldest>(says<Oldest>("o"))), "omm");
  EXPECT_EQ(by(ErrorPages{}
                   .on<std::exception>(says<std::exception>("e"))
                   .on<Youngest>(says<Youngest>("y"))
                   .on<Oldest>(says<Oldest>("o"))),
            "ooy");
  EXPECT_EQ(by(ErrorPages{}
                   .on<Other>(says<Other>("x"))
                   .on<Youngest>(says<Youngest>("y"))
                   .on<std::exception>(says<std::exception>("e"))),
            "eey");
}

TEST(ErrorPages, SeeWhatIsThrownAfterAWait) {
  TestServer server{throwing(ErrorPages{}.on<Oldest>(says<Oldest>("o")))};
  EXPECT_EQ(server.get("/later?x=1").body, "o");
  EXPECT_EQ(server.get("/later").body, "hi");
}

TEST(ErrorPages, LetGoOnWhatTheyDoNotKnow) {
  TestServer server{throwing(ErrorPages{}.on<Middle>(says<Middle>("m")))};
  EXPECT_EQ(server.get("/other").status, 500);
  EXPECT_EQ(server.get("/seven").status, 500);
  auto outer = throwing(ErrorPages{}.on<Other>(says<Other>("outer")));
  outer.install(ErrorPages{}.on<Middle>(says<Middle>("m")));
  TestServer both{outer};
  EXPECT_EQ(both.get("/other").body, "outer");
  EXPECT_EQ(both.get("/middle").body, "m");
}

TEST(ErrorPages, MayWaitAndMayThrowThemselves) {
  auto routes = throwing(ErrorPages{}.on<Other>(says<Other>("the second")));
  routes.install(ErrorPages{}
                     .on<Oldest>([](const Request&, const Oldest&) -> Task<Response> { throw Other(); })
                     .on<int>([](const Request&, const int& number) -> Task<Response> {
                       co_return Response::text(std::to_string(number), Status::conflict);
                     }));
  TestServer server{routes};
  EXPECT_EQ(server.get("/middle").body, "the second");
  EXPECT_EQ(server.get("/seven").body, "7");
}

TEST(ErrorPages, ByStatusAreGivenTheAnswer) {
  TestServer server{throwing(
      ErrorPages{}
          .on(Status::not_found, [](const Request&, Response) { return Response::html("lost", Status::not_found); })
          .on_errors([](const Request&, Response response) {
            response.headers.set("X-Page", "yes");
            return response;
          }))};
  EXPECT_EQ(server.get("/nowhere").body, "lost");
  EXPECT_FALSE(server.get("/nowhere").headers.contains("X-Page"));
  EXPECT_TRUE(server.get("/refused?n=x").headers.contains("X-Page"));
  EXPECT_FALSE(server.get("/ok").headers.contains("X-Page"));
}

TEST(ErrorPages, TakeWhatAFeatureRefusesForAnAnswer) {
  auto routes = throwing(ErrorPages{}
                             .on<std::exception>(says<std::exception>("e"))
                             .on(Status::unauthorized, [](const Request&, Response response) {
                               response.body = std::string("page");
                               return response;
                             }));
  routes.install([](Request&, Next) -> Task<Response> {
    throw Refused(Status::unauthorized, "Who are you?", fields({{"WWW-Authenticate", "Basic realm=\"a\""}}));
  });
  TestServer server{routes};
  const auto answer = server.get("/ok");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body, "page");
  EXPECT_EQ(answer.headers.find("WWW-Authenticate"), "Basic realm=\"a\"");
  EXPECT_EQ(server.connect("/chat").status(), 401);
}

TEST(ErrorPages, AreOneForEachException) {
  EXPECT_THROW((void)ErrorPages{}.on<Middle>(says<Middle>("a")).on<Middle>(says<Middle>("b")), std::invalid_argument);
}

TEST(ErrorPages, LeaveTheUpgradeAlone) {
  TestServer server{
      throwing(ErrorPages{}
                   .on(Status::switching_protocols, [](const Request&, Response) { return Response::text("no"); })
                   .on_errors([](const Request&, Response) { return Response::text("no"); }))};
  auto ann = server.connect("/chat");
  EXPECT_EQ(ann.status(), 101);
  EXPECT_EQ(ann.hears(), "hello");
}

TEST(ProblemJson, TellsWhatWasRefusedAndWhere) {
  TestServer server{throwing(ErrorPages::problem_json())};
  const auto answer = server.get("/refused?n=x");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/problem+json");
  EXPECT_EQ(
      answer.body,
      R"({"title":"Bad Request","status":400,"detail":"In the query, n must be a whole number from -2147483648 to 2147483647.","path":"n"})");
  const auto body = server.ask({.method = "POST",
                                .target = "/read",
                                .headers = fields({{"Content-Type", "application/json"}}),
                                .body = R"({"last":"x"})"});
  EXPECT_EQ(body.status, 422);
  EXPECT_NE(body.body.find(R"("path":"last"})"), std::string::npos) << body.body;
}

TEST(ProblemJson, KeepsTheHeadersOfAnError) {
  TestServer server{throwing(ErrorPages::problem_json())};
  const auto answer = server.ask({.method = "DELETE", .target = "/ok"});
  EXPECT_EQ(answer.body, R"({"title":"Method Not Allowed","status":405,"detail":"This cannot be done here."})");
  EXPECT_EQ(answer.headers.find("Allow"), "GET, HEAD, OPTIONS");
}

TEST(ProblemJson, HidesWhatAnExceptionSays) {
  TestServer server{throwing(ErrorPages::problem_json())};
  EXPECT_EQ(server.get("/oldest").body,
            R"({"title":"Internal Server Error","status":500,"detail":"Something went wrong here."})");
}

TEST(ProblemJson, LeavesAnErrorThatHasAFormOfItsOwn) {
  TestServer server{throwing(ErrorPages::problem_json())};
  EXPECT_EQ(server.get("/own").body, R"({"error":1})");
  EXPECT_EQ(server.get("/ok").body, "hi");
}

TEST(ProblemJson, IsUtf8WhateverIsEchoed) {
  TestServer server{throwing(ErrorPages::problem_json())};
  EXPECT_EQ(server.get("/odd").body, R"({"title":"Bad Request","status":400})");
}

TEST(ProblemJson, TellsWhyThereIsNoWebSocket) {
  TestServer server{throwing(ErrorPages::problem_json())};
  const auto answer = server.get("/chat");
  EXPECT_EQ(answer.status, 426);
  EXPECT_EQ(answer.headers.find("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.headers.find("Upgrade"), "websocket");
}

}  // namespace kotori::inline v0
