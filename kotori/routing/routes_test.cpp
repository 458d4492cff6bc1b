#include "kotori/async/simulation.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/routing/router.hpp"
#include "kotori/websocket/websocket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {

using routing::HttpMatch;
using routing::Match;
using routing::Miss;
using routing::Router;
using routing::WebSocketMatch;
using testing::HasSubstr;
using testing::Property;
using testing::ThrowsMessage;

auto says(std::string text) {
  return [text](const Request&) { return Response::text(text); };
}
constexpr auto quiet = [](WebSocket&) -> Task<> { co_return; };

struct Other {
  static constexpr auto json = json::shape("other");
};
struct Visitor {
  std::string name;
  static constexpr auto json = json::shape(json::field("name", &Visitor::name));
};

struct Asked {
  Asked(const Routes& routes, Request asking) : router(routes), request(std::move(asking)) {
    found = router.find(request).match;
  }
  /// What is answered where nothing is found.
  Response answer() const { return router.answer(std::get<Miss>(found), request); }
  Router router;
  Request request;
  Match found;
};

Asked ask(const Routes& routes, Request request) { return {routes, std::move(request)}; }

/// What comes back through the features of these routes when all that is found is answered 204.
struct Through final : http::Innermost {
  explicit Through(const Routes& given) : router(given) {}
  Task<Response> answer(Request& request) override {
    reached = request.target;
    co_return Response::empty();
  }
  Response operator()(Request request) {
    const auto found = router.find(request);
    return Simulation{}.run(Next{found.features.all(), *this}(request));
  }
  Router router;
  std::string reached;
};

const routing::HttpHandler& handler_of(const Match& found) {
  return std::get<routing::HttpHandler>(std::get<HttpMatch>(found).endpoint->handler);
}

/// The answer, whoever gives it.
Response answer(const Routes& routes, std::string method, std::string target) {
  auto asked = ask(routes, Request{.method = std::move(method), .target = std::move(target)});
  if (std::holds_alternative<Miss>(asked.found)) return asked.answer();
  return Simulation{}.run(handler_of(asked.found)(asked.request));
}
std::string heard(const Routes& routes, std::string target) {
  return std::string(answer(routes, "GET", std::move(target)).body.view());
}

Request upgrade(std::string target, std::string_view subprotocols = {}) {
  Request request{.target = std::move(target)};
  request.headers.add("Connection", "keep-alive, Upgrade");
  request.headers.add("Upgrade", "WebSocket");
  if (!subprotocols.empty()) request.headers.add("Sec-WebSocket-Protocol", subprotocols);
  return request;
}
/// Which subprotocol a path answers an offer with; "refused" when it does not take the conversation.
std::string spoken(const Routes& routes, std::string_view offered) {
  const auto asked = ask(routes, upgrade("/chat", offered));
  const auto* match = std::get_if<WebSocketMatch>(&asked.found);
  return match ? std::string(match->subprotocol) : "refused";
}

}  // namespace

TEST(Routes, AnswerByHandlersThatWaitAndHandlersThatDoNot) {
  Routes routes;
  routes.get("/healthz", says("ok"));
  routes.get("/later", [](Request& request) -> Task<Response> { co_return Response::text("for " + request.method); });
  EXPECT_EQ(heard(routes, "/healthz"), "ok");
  EXPECT_EQ(heard(routes, "/later"), "for GET");
}

TEST(Routes, KnowWhoReadsItsBodyItselfAndHowLargeItMayBe) {
  Routes routes;
  routes.post("/note", says("x"));
  routes.post("/picture", {.body = 5}, says("x"));
  routes.put("/film", {.body = 7}, [](const Request&, BodyReader&) -> Task<Response> { co_return Response::empty(); });
  const auto endpoint = [&](const char* method, const char* target) {
    const auto asked = ask(routes, Request{.method = method, .target = target});
    const auto& found = *std::get<HttpMatch>(asked.found).endpoint;
    return std::pair(found.body, std::holds_alternative<routing::StreamedHandler>(found.handler));
  };
  EXPECT_EQ(endpoint("POST", "/note"), std::pair(std::optional<std::size_t>{}, false));
  EXPECT_EQ(endpoint("POST", "/picture"), std::pair(std::optional<std::size_t>{5}, false));
  EXPECT_EQ(endpoint("PUT", "/film"), std::pair(std::optional<std::size_t>{7}, true));
}

TEST(Routes, PreferLiteralsToParametersFromTheLeft) {
  Routes routes;
  routes.get("/{path...}", says("rest"));
  routes.get("/rooms/{room}", says("parameter"));
  routes.get("/rooms/lobby", says("literal"));
  routes.get("/{kind}/lobby/people", says("late literals"));
  routes.get("/rooms/{room}/people", says("early literal"));
  EXPECT_EQ(heard(routes, "/rooms/lobby"), "literal");
  EXPECT_EQ(heard(routes, "/rooms/tree"), "parameter");
  EXPECT_EQ(heard(routes, "/rooms/lobby/people"), "early literal");
  EXPECT_EQ(heard(routes, "/halls/lobby/people"), "late literals");
  EXPECT_EQ(heard(routes, "/rooms/tree/x"), "rest");
  EXPECT_EQ(heard(routes, "/"), "rest");
}

TEST(Routes, CutAPathAtItsSlashesBeforeTheyDecodeIt) {
  Routes routes;
  routes.get("/rooms/{room}/x", [](const Request& request) { return Response::text(request.path("room")); });
  EXPECT_EQ(heard(routes, "/rooms/a%2Fb/x"), "a/b");
  EXPECT_EQ(heard(routes, "/rooms/%E5%B0%8F%25/x?y=z"), "小%");
  EXPECT_EQ(heard(routes, "/%72ooms/a/%78"), "a");
}

TEST(Routes, KeepTheirParametersInOrderAndKnowNoOthers) {
  Routes routes;
  routes.get("/{a}/{b...}", says("x"));
  const auto asked = ask(routes, Request{.target = "/1/2/%33/"});
  EXPECT_EQ(asked.request.path("a"), "1");
  EXPECT_EQ(asked.request.path("b"), "2/3/");
  EXPECT_THROW((void)asked.request.path("c"), std::out_of_range);
}

TEST(Routes, SayNotFoundForWhatTheyDoNotKnow) {
  Routes routes;
  routes.get("/rooms", says("x"));
  routes.get("/rooms/{room}", says("x"));
  for (const auto* target : {"/", "/room", "/rooms/", "/Rooms", "//rooms", "/rooms/a/b", "/rooms/a/", "/rooms%2Fa"})
    EXPECT_EQ(answer(routes, "GET", target).status, Status::not_found) << target;
}

TEST(Routes, RefuseMalformedEscapesAndWaysOut) {
  Routes routes;
  routes.get("/{path...}", says("x"));
  for (const auto* target : {"/%", "/a%zz", "/%4", "/..", "/a/../b", "/a/%2e%2E", "/.", "/%2e/a", "", "a"})
    EXPECT_EQ(answer(routes, "GET", target).status, Status::bad_request) << target;
}

TEST(Routes, NameTheMethodsThatAPathAllows) {
  Routes routes;
  routes.get("/a", says("got"));
  routes.post("/a", says("posted"));
  routes.del("/b", says("deleted"));
  routes.websocket("/c", quiet);
  const auto allowed = [&](const char* method, const char* target, Status status) {
    const auto response = answer(routes, method, target);
    EXPECT_EQ(response.status, status);
    return std::string(response.headers.find("Allow").value_or("nothing"));
  };
  EXPECT_EQ(allowed("PUT", "/a", Status::method_not_allowed), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(allowed("GET", "/b", Status::method_not_allowed), "DELETE, OPTIONS");
  EXPECT_EQ(allowed("POST", "/c", Status::method_not_allowed), "GET, HEAD, OPTIONS");
  EXPECT_EQ(allowed("OPTIONS", "/a", Status::no_content), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(answer(routes, "OPTIONS", "*").status, Status::no_content);
}

TEST(Routes, NameTheWebSocketToWhoAsksForItByAnotherMethod) {
  Routes routes;
  routes.websocket("/chat", quiet);
  routes.get("/page", says("x"));
  const auto response = answer(routes, "POST", "/chat");
  EXPECT_EQ(response.status, Status::method_not_allowed);
  EXPECT_EQ(response.headers.find("Upgrade"), "websocket");
  EXPECT_EQ(answer(routes, "POST", "/page").headers.find("Upgrade"), std::nullopt);
}

TEST(Routes, KnowTheUsualMethodsAndThoseRoutedAnywhere) {
  Routes routes;
  routes.get("/a", says("got"));
  routes.method("BREW", "/pot", says("tea"));
  EXPECT_EQ(answer(routes, "BREW", "/pot").status, Status::ok);
  EXPECT_EQ(answer(routes, "BREW", "/a").status, Status::method_not_allowed);
  EXPECT_EQ(answer(routes, "BREW", "/nowhere").status, Status::not_found);
  for (const auto* target : {"/a", "/pot", "/nowhere"})
    for (const auto* method : {"get", "GETS", "PROPFIND"})
      EXPECT_EQ(answer(routes, method, target).status, Status::not_implemented) << method << target;
}

TEST(Routes, LetGetAnswerHead) {
  Routes routes;
  routes.get("/a", says("got"));
  EXPECT_EQ(answer(routes, "HEAD", "/a").body.view(), "got");
  routes.method("HEAD", "/a", says("head"));
  EXPECT_EQ(answer(routes, "HEAD", "/a").body.view(), "head");
}

TEST(Routes, ThatAreRoutedTwiceKeepTheServerFromStarting) {
  const auto starting_with = [](auto add) {
    return [=] {
      Routes routes;
      routes.get("/a/{b}", says("x"));
      routes.websocket("/c", quiet);
      routes.websocket("/c", {.subprotocols = {"v1"}}, quiet);
      add(routes);
      (void)Router(routes);
    };
  };
  const auto complain = [](const char* text) { return ThrowsMessage<std::invalid_argument>(HasSubstr(text)); };
  EXPECT_NO_THROW(starting_with([](Routes&) {})());
  EXPECT_THAT(starting_with([](Routes& routes) { routes.get("/a/{b}", says("y")); }),
              complain("GET /a/{b} is routed twice"));
  EXPECT_THAT(starting_with([](Routes& routes) { routes.post("/a/{c}", says("y")); }),
              complain("GET /a/{b} and POST /a/{c} are the same path"));
  EXPECT_THAT(starting_with([](Routes& routes) { routes.websocket("/c", quiet); }),
              complain("the WebSocket /c is routed twice"));
  EXPECT_THAT(starting_with([](Routes& routes) { routes.websocket("/c", {.subprotocols = {"v2", "v1"}}, quiet); }),
              complain("twice for v1"));
  EXPECT_THAT(starting_with([](Routes& routes) { routes.method("get", "/d", says("y")); }),
              complain("capital letters"));
}

TEST(Routes, RefusePatternsThatMeanNothing) {
  Routes routes;
  for (const auto* path :
       {"a", "/{}", "/{a", "/a}", "/{a}/{a}", "/{a...}/b", "/{...}", "/a%20b", "/a?b", "/a/../b", "/{a b}"})
    EXPECT_THROW(routes.get(path, says("x")), std::invalid_argument) << path;
}

TEST(Routes, TellAWebSocketFromAPageOnOnePath) {
  Routes routes;
  routes.get("/chat", says("page"));
  routes.websocket("/chat", quiet);
  EXPECT_EQ(heard(routes, "/chat"), "page");
  EXPECT_TRUE(std::holds_alternative<WebSocketMatch>(ask(routes, upgrade("/chat")).found));
}

TEST(Routes, RequireAnUpgradeWhereThereIsOnlyAWebSocket) {
  Routes routes;
  routes.websocket("/chat", quiet);
  auto without_connection = upgrade("/chat");
  without_connection.headers.remove("Connection");
  auto old = upgrade("/chat");
  old.version = http::Version::http_1_0;
  for (auto* request : {&without_connection, &old}) {
    const auto asked = ask(routes, std::move(*request));
    EXPECT_EQ(asked.answer().status, Status::upgrade_required);
  }
  const auto response = answer(routes, "GET", "/chat");
  EXPECT_EQ(response.headers.find("Upgrade"), "websocket");
  EXPECT_EQ(response.headers.find("Sec-WebSocket-Version"), "13");
  for (const auto* needed : {"Connection", "Upgrade", "Sec-WebSocket-Version", "Sec-WebSocket-Key"})
    EXPECT_THAT(std::string(response.body.view()), HasSubstr(needed));
}

// RFC 6455 §4.2.2, §4.4
TEST(Routes, SayWhichVersionOfTheProtocolIsSpokenWhereverAnotherIsAskedFor) {
  Routes routes;
  routes.get("/page", says("page"));
  auto later = upgrade("/page");
  later.headers.add("Sec-WebSocket-Version", "99");
  const auto asked = ask(routes, std::move(later));
  const auto response = asked.answer();
  EXPECT_EQ(response.status, Status::upgrade_required);
  EXPECT_EQ(response.headers.find("Sec-WebSocket-Version"), "13");
  EXPECT_TRUE(std::holds_alternative<HttpMatch>(ask(routes, upgrade("/page")).found));
}

TEST(Routes, ChooseAmongConversationsByTheSubprotocolsOffered) {
  Routes routes;
  routes.websocket("/chat", {.subprotocols = {"kotori.v2", "kotori.v1"}}, quiet);
  EXPECT_EQ(spoken(routes, "x"), "refused");
  EXPECT_EQ(spoken(routes, ""), "refused");
  routes.websocket("/chat", quiet);
  EXPECT_EQ(spoken(routes, "kotori.v1, kotori.v2"), "kotori.v2");
  EXPECT_EQ(spoken(routes, "x, kotori.v1"), "kotori.v1");
  EXPECT_EQ(spoken(routes, "x"), "");
  EXPECT_EQ(spoken(routes, ""), "");
  EXPECT_EQ(spoken(routes, "a b"), "refused");
}

TEST(Routes, ShareHandlersThatOutliveThem) {
  auto counter = std::make_shared<int>(0);
  std::optional<Router> router;
  Request request{.target = "/count"};
  {
    Routes original;
    original.get("/count", [counter, only = std::make_unique<int>(1)](const Request&) -> Task<Response> {
      co_return Response::text(std::to_string(*counter += *only));
    });
    const Routes copy = original;
    EXPECT_EQ(heard(copy, "/count"), "1");
    EXPECT_EQ(heard(original, "/count"), "2");
    router.emplace(copy);
  }
  EXPECT_EQ(Simulation{}.run(handler_of(router->find(request).match)(request)).body.view(), "3");
}

TEST(WebSocketHandlers, GetTheRequestIfTheyWantItAndElseItIsDroppedBeforeTheyRun) {
  const auto alive = std::make_shared<int>();
  const auto watched = std::weak_ptr(alive);
  std::vector<std::string> heard;
  Routes routes;
  routes.websocket("/chat", [&](WebSocket&) -> Task<> {
    heard.push_back(watched.use_count() == 1 ? "dropped" : "kept");
    co_return;
  });
  routes.websocket("/log", [&](WebSocket&, Request request) -> Task<> {
    heard.push_back(request.target + (watched.use_count() == 2 ? " kept" : " dropped"));
    co_return;
  });
  Simulation simulation;
  const auto [ours, theirs] = make_pipe(simulation, simulation.loop(), simulation.loop());
  const WebSocketOptions options;
  for (const auto* target : {"/chat", "/log"}) {
    std::optional<WebSocket> socket;
    simulation.run_on(simulation.loop(), [&] { socket.emplace(websocket::Role::server, *ours, options); });
    auto asked = ask(routes, upgrade(target));
    asked.request.attributes.set(alive);
    const auto& handler = std::get<WebSocketMatch>(asked.found).endpoint->handler;
    simulation.run(std::get<routing::SocketHandler<WebSocket>>(handler)(*socket, std::move(asked.request)));
    simulation.run_on(simulation.loop(), [&] { socket.reset(); });
  }
  EXPECT_EQ(heard, (std::vector<std::string>{"dropped", "/log kept"}));
}

TEST(Routes, RememberTheirVisitors) {
  Routes routes;
  routes.sessions<Visitor>({.cookie = "visitor", .start = [] { return Visitor{"guest"}; }});
  routes.install([](Request& request, Next next) -> Task<Response> {
    co_await request.session<Visitor>();
    co_return co_await next(request);
  });
  routes.websocket("/chat", quiet);
  Through through{routes};
  const auto first = through(upgrade("/chat"));
  const auto cookie = first.headers.find("Set-Cookie").value_or("none");
  auto again = upgrade("/chat");
  again.headers.add("Cookie", cookie.substr(0, cookie.find(';')));
  EXPECT_FALSE(through(std::move(again)).headers.contains("Set-Cookie"));
}

TEST(Routes, RefuseSessionsThatWouldBeInEachOthersWay) {
  Routes routes;
  routes.sessions<Visitor>({.cookie = "visitor"});
  EXPECT_THROW(routes.sessions<Visitor>({.cookie = "another"}), std::invalid_argument);
  EXPECT_THROW(routes.sessions<Other>({.cookie = "visitor"}), std::invalid_argument);
  routes.sessions<Other>({.cookie = "another"});
}

TEST(Features, SeeWhatIsFoundAndWhatIsNotInTheOrderOfInstalling) {
  Routes routes;
  std::vector<std::string> seen;
  routes.install([&](Request& request, Next next) -> Task<Response> {
    seen.push_back("first " + std::string(request.route));
    auto response = co_await next(request);
    response.headers.add("X-First", "1");
    co_return response;
  });
  routes.install([&](Request& request, Next next) -> Task<Response> {
    seen.emplace_back("second");
    if (request.header("Forbid")) co_return Response::text("no", Status::forbidden);
    co_return co_await next(request);
  });
  routes.get("/{a}", says("x"));
  routes.websocket("/{a}", quiet);
  Through through{routes};
  EXPECT_EQ(through(Request{.target = "/1"}).headers.find("X-First"), "1");
  EXPECT_EQ(through(upgrade("/2")).headers.find("X-First"), "1");
  (void)through(Request{.target = "/1/2"});
  EXPECT_EQ(seen, (std::vector<std::string>{"first /{a}", "second", "first /{a}", "second", "first ", "second"}));

  auto forbidden = upgrade("/3");
  forbidden.headers.add("Forbid", "1");
  const auto refused = through(std::move(forbidden));
  EXPECT_EQ(refused.status, Status::forbidden);
  EXPECT_EQ(refused.headers.find("X-First"), "1");
  EXPECT_EQ(through.reached, "/1/2");
}

}  // namespace kotori::inline v0
