#include "kotori/features/session_auth.hpp"

#include "kotori/features/test_caller.hpp"
#include "kotori/sessions/sessions.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using testing::HasSubstr;
using testing::Not;

struct Member {
  std::string name;
  bool banned = false;
  static constexpr auto json = json::shape(json::field("name", &Member::name), json::field("banned", &Member::banned));
};

/// Everything but /login wants a member.
Routes members_only(SessionAuth<Member> auth) {
  Routes routes;
  routes.sessions<Member>({.cookie = "member"});
  routes.install([](Request& request, Next next) -> Task<Response> {
    if (!request.path().starts_with("/login/")) co_return co_await next(request);
    auto& session = co_await request.session<Member>();
    session.set({.name = request.path().substr(7), .banned = request.query("banned").has_value()});
    co_return Response::empty();
  });
  routes.install(std::move(auth));
  routes.get("/in/me", [](const Request& request) -> Task<Response> {
    co_return Response::text((co_await request.session<Member>())->name);
  });
  routes.get("/in/cached", [](const Request&) {
    auto response = Response::text("for members");
    response.headers.add("Cache-Control", "public, max-age=60");
    return response;
  });
  routes.websocket("/in/chat", [](WebSocket& socket) -> Task<> {
    socket.send("you are " + socket.session<Member>().name);
    co_await socket.receive();
  });
  return routes;
}

/// The Cookie header of who has logged in.
std::string logged_in(Caller<TestServer>& caller, std::string_view as) {
  const auto answer = caller.get("/login/" + std::string(as));
  const auto begin = answer.find("Set-Cookie: ") + 12;
  return "Cookie: " + answer.substr(begin, answer.find(';', begin) - begin) + "\r\n";
}

constexpr auto unauthorized = "401 Unauthorized";

}  // namespace

TEST(SessionAuth, LetsInWhoHasASessionAndTheSocketKnowsWhoItIs) {
  TestServer server{members_only({})};
  Caller caller{server};
  const auto ann = logged_in(caller, "ann");
  EXPECT_EQ(body_of(caller.get("/in/me", ann)), "ann");
  EXPECT_THAT(caller.upgrade("/in/chat", ann), HasSubstr("you are ann"));
}

TEST(SessionAuth, KeepsAnswersFromSharedCachesWhateverTheySay) {
  TestServer server{members_only({})};
  Caller caller{server};
  const auto answer = caller.get("/in/cached", logged_in(caller, "ann"));
  EXPECT_EQ(body_of(answer), "for members");
  EXPECT_THAT(answer, HasSubstr("Cache-Control: private, max-age=60\r\n"));
}

TEST(SessionAuth, SendsAllOthersAwayBeforeAnythingOpens) {
  TestServer server{members_only({.realm = "tree"})};
  Caller caller{server};
  for (const auto* cookie : {"", "Cookie: member=x\r\n", "Cookie: other=ann\r\n"}) {
    const auto answer = caller.get("/in/me", cookie);
    EXPECT_EQ(status_of(answer), unauthorized) << cookie;
    EXPECT_THAT(answer, HasSubstr("WWW-Authenticate: Session realm=\"tree\"\r\n"));
    EXPECT_EQ(status_of(caller.upgrade("/in/chat", cookie)), unauthorized) << cookie;
  }
  EXPECT_EQ(server.websocket_counts().opened, 0U);
}

TEST(SessionAuth, MayWantMoreThanASession) {
  TestServer server{members_only({.allows = [](const Member& member) { return !member.banned; }})};
  Caller caller{server};
  EXPECT_EQ(status_of(caller.get("/in/me", logged_in(caller, "ann"))), "200 OK");
  EXPECT_EQ(status_of(caller.get("/in/me", logged_in(caller, "bob?banned"))), unauthorized);
  EXPECT_EQ(status_of(caller.upgrade("/in/chat", logged_in(caller, "bob?banned"))), unauthorized);
}

TEST(SessionAuth, SendsBrowsersThatWantAPageToLogIn) {
  TestServer server{members_only({.login = "/login?from=in"})};
  Caller caller{server};
  const auto page = "Accept: text/html,*/*\r\n";
  const auto answer = caller.get("/in/me?a=b&c", page);
  EXPECT_EQ(status_of(answer), "303 See Other");
  EXPECT_THAT(answer, HasSubstr("Location: /login?from=in&next=%2Fin%2Fme%3Fa%3Db%26c\r\n"));
  EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
  EXPECT_EQ(status_of(caller.get("/in/me")), unauthorized);
  EXPECT_EQ(status_of(caller.upgrade("/in/chat", page)), unauthorized);
  EXPECT_EQ(
      status_of(caller.exchange("POST /in/me HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nAccept: text/html\r\n\r\n")),
      unauthorized);
}

TEST(SessionAuth, NamesOnlyPlacesThatAHeaderCanHold) {
  Routes routes;
  EXPECT_THROW(routes.install(SessionAuth<Member>{.login = "/login\r\nSet-Cookie: a"}), std::invalid_argument);
  EXPECT_THROW(routes.install(SessionAuth<Member>{.realm = "\r\n"}), std::invalid_argument);
}

}  // namespace kotori::inline v0
