#include "kotori/features/authentication.hpp"

#include "kotori/async/simulation.hpp"
#include "kotori/features/basic_auth.hpp"
#include "kotori/features/bearer_auth.hpp"
#include "kotori/features/passwords.hpp"
#include "kotori/features/test_caller.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using testing::HasSubstr;
using testing::Not;

struct Person {
  std::string name;
};

constexpr auto ok = "200 OK", unauthorized = "401 Unauthorized";

/// What only those who are known get to see.
Routes known_only(auto feature) {
  Routes routes;
  routes.install(std::move(feature));
  routes.get("/me", [](const Request& request) { return Response::text(request.principal<Person>().name); });
  routes.get("/cached", [](const Request&) {
    auto response = Response::text("for members");
    response.headers.add("Cache-Control", "public, max-age=60, s-maxage=600");
    return response;
  });
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    socket.send("you are " + socket.principal<Person>().name);
    co_await socket.receive();
  });
  return routes;
}

std::optional<Person> ann_only(const std::string& user, const std::string& password) {
  if (!same_secret(user, "ann") || !same_secret(password, "tree:top")) return std::nullopt;
  return Person{user};
}

Routes with_passwords() { return known_only(BasicAuth{.realm = "the \"tree\"", .check = ann_only}); }
Routes with_tokens() {
  return known_only(BearerAuth{.realm = "tree", .check = [](std::string token) -> Task<std::optional<Person>> {
                                 if (!same_secret(token, "abc~123==")) co_return std::nullopt;
                                 co_return Person{"a robot"};
                               }});
}

constexpr auto anns = "Authorization: Basic YW5uOnRyZWU6dG9w\r\n";  // ann:tree:top

}  // namespace

TEST(BasicAuth, LetsInWhoKnowsThePasswordAndTellsWhoItIs) {
  TestServer server{with_passwords()};
  Caller caller{server};
  EXPECT_EQ(body_of(caller.get("/me", anns)), "ann");
  EXPECT_EQ(status_of(caller.get("/me", "authorization: bAsIc   YW5uOnRyZWU6dG9w\r\n")), ok);
  EXPECT_THAT(caller.upgrade("/chat", anns), HasSubstr("you are ann"));
}

TEST(Authentication, KeepsAnswersFromSharedCachesWhateverTheySay) {
  TestServer passwords{with_passwords()}, tokens{with_tokens()};
  Caller by_password{passwords}, by_token{tokens};
  for (const auto& answer :
       {by_password.get("/cached", anns), by_token.get("/cached", "Authorization: Bearer abc~123==\r\n")}) {
    EXPECT_EQ(body_of(answer), "for members");
    EXPECT_THAT(answer, HasSubstr("Cache-Control: private, max-age=60\r\n"));
  }
}

TEST(BasicAuth, SendsAllOthersAwayBeforeAnythingOpens) {
  TestServer server{with_passwords()};
  Caller caller{server};
  for (const auto* headers : {
           "",
           "Authorization: Basic\r\n",
           "Authorization: Basic \r\n",
           "Authorization: YW5uOnRyZWU6dG9w\r\n",
           "Authorization: Bearer YW5uOnRyZWU6dG9w\r\n",
           "Authorization: Basic YW5uOnRyZWU6dG9w=\r\n",
           "Authorization: Basic YW5uOnRyZWU6dG9w YW5u\r\n",
           "Authorization: Basic YW5uOnRyZWU6dG9w\r\nAuthorization: Basic YW5uOnRyZWU6dG9w\r\n",
           "Authorization: Basic YW5u\r\n",              // ann
           "Authorization: Basic YW5uOnRyZWU6dG8=\r\n",  // ann:tree:to
           "Authorization: Basic QW5uOnRyZWU6dG9w\r\n",  // Ann:tree:top
           "Authorization: Basic YW5uOnRyZWU6dG9wAA==\r\n",
       }) {
    const auto answer = caller.get("/me", headers);
    EXPECT_EQ(status_of(answer), unauthorized) << headers;
    EXPECT_THAT(answer, HasSubstr("WWW-Authenticate: Basic realm=\"the \\\"tree\\\"\", charset=\"UTF-8\"\r\n"));
    EXPECT_EQ(status_of(caller.upgrade("/chat", headers)), unauthorized) << headers;
    EXPECT_EQ(status_of(caller.get("/nowhere", headers)), unauthorized) << headers;
  }
  EXPECT_EQ(server.websocket_counts().opened, 0U);
}

TEST(BasicAuth, TakesNoNameThatIsNotUtf8) {
  const auto anyone = [](const std::string& user, const std::string&) { return std::optional(Person{user}); };
  TestServer server{known_only(BasicAuth{.realm = "tree", .check = anyone})};
  Caller caller{server};
  EXPECT_EQ(body_of(caller.get("/me", "Authorization: Basic 5bCPOng=\r\n")), "小");
  EXPECT_EQ(status_of(caller.get("/me", "Authorization: Basic /2Fubjp4\r\n")), unauthorized);  // \xFFann:x
}

TEST(BasicAuth, WarnsOnceOfPasswordsThatEverybodyCanRead) {
  TestServer server{with_passwords()};
  testing::internal::CaptureStderr();
  Caller{server, ""}.get("/me", anns);
  Caller{server, "127.0.0.1"}.get("/me", anns);
  Caller{server, "::1"}.get("/me", anns);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  testing::internal::CaptureStderr();
  for (int i = 0; i < 3; ++i) Caller{server, "192.0.2.1"}.get("/me", anns);
  const auto logged = testing::internal::GetCapturedStderr();
  EXPECT_THAT(logged, HasSubstr("over plain http"));
  EXPECT_EQ(logged.find("over plain http"), logged.rfind("over plain http"));
}

TEST(BasicAuth, HasARealmThatAHeaderCanHold) {
  Routes routes;
  EXPECT_THROW(routes.install(BasicAuth{.realm = "a\r\nSet-Cookie: b", .check = ann_only}), std::invalid_argument);
}

TEST(BearerAuth, LetsInWhoHasATokenAndTellsWhoItIs) {
  TestServer server{with_tokens()};
  Caller caller{server};
  EXPECT_EQ(body_of(caller.get("/me", "Authorization: Bearer abc~123==\r\n")), "a robot");
  EXPECT_THAT(caller.upgrade("/chat", "Authorization: Bearer abc~123==\r\n"), HasSubstr("you are a robot"));
}

TEST(BearerAuth, SendsAllOthersAwayAndSaysWhetherTheirTokenWasWrong) {
  TestServer server{with_tokens()};
  Caller caller{server};
  for (const auto* headers :
       {"", "Authorization: Basic abc~123==\r\n", "Authorization: Bearer\r\n", "Authorization: Bearer a b\r\n",
        "Authorization: Bearer ==\r\n", "Authorization: Bearer a=b\r\n",
        "Authorization: Bearer abc~123==\r\nAuthorization: Bearer abc~123==\r\n"}) {
    const auto answer = caller.get("/me", headers);
    EXPECT_EQ(status_of(answer), unauthorized) << headers;
    EXPECT_THAT(answer, HasSubstr("WWW-Authenticate: Bearer realm=\"tree\"\r\n")) << headers;
    EXPECT_EQ(status_of(caller.upgrade("/chat", headers)), unauthorized) << headers;
  }
  EXPECT_THAT(caller.get("/me?access_token=abc~123==", "Authorization: Bearer abc~124==\r\n"),
              HasSubstr("WWW-Authenticate: Bearer realm=\"tree\", error=\"invalid_token\"\r\n"));
  EXPECT_EQ(status_of(caller.get("/me?access_token=abc~123==")), unauthorized);
  EXPECT_EQ(server.websocket_counts().opened, 0U);
}

TEST(SameSecret, IsTheSameTextAndNothingElse) {
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "ab"));
  EXPECT_FALSE(same_secret("abc", std::string_view("abc\0", 4)));
}

}  // namespace kotori::inline v0
