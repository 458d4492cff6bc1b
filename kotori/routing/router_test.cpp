#include "kotori/routing/router.hpp"

#include "kotori/async/simulation.hpp"
#include "kotori/testing/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ranges>

/// Which route answers which path.
namespace kotori::inline v0 {
namespace {

using routing::Router;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr auto quiet = [](WebSocket&) -> Task<> { co_return; };

/// Answers with the pattern it stands at, and what its parameters are.
Response itself(const Request& request) {
  std::string text(request.route);
  for (const auto& name : request.path_parameters.names()) {
    const auto value = request.path<std::optional<std::string>>(name);
    text += " " + name + (value ? "=" + *value : " absent");
  }
  return Response::text(text);
}
auto says(std::string text) {
  return [text](const Request&) { return Response::text(text); };
}

Routes table(std::initializer_list<const char*> patterns) {
  Routes routes;
  for (const auto* pattern : patterns) routes.get(pattern, itself);
  return routes;
}

struct Visitor {
  std::string name;
  static constexpr auto json = json::shape(json::field("name", &Visitor::name));
};

struct Asking {
  const char* target;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};
};

/// What a request is answered by these routes.
Response answer(const Routes& routes, const Asking& asking) {
  const Router router(routes);
  Request request{.method = asking.method, .target = asking.target};
  for (const auto& [name, value] : asking.headers) request.headers.add(name, value);
  const auto found = router.find(request).match;
  if (const auto* miss = std::get_if<routing::Miss>(&found)) return router.answer(*miss, request);
  if (std::holds_alternative<routing::WebSocketMatch>(found)) return Response::empty(Status::switching_protocols);
  const auto& handler = std::get<routing::HttpHandler>(std::get<routing::HttpMatch>(found).endpoint->handler);
  return Simulation{}.run(handler(request));
}
std::string heard(const Routes& routes, const Asking& asking) {
  const auto response = answer(routes, asking);
  return response.status == Status::ok ? std::string(response.body.view())
                                       : std::to_string(static_cast<int>(response.status));
}
std::string heard(const Routes& routes, const char* target) { return heard(routes, Asking{target}); }
auto complain(const char* text) { return ThrowsMessage<std::invalid_argument>(HasSubstr(text)); }

}  // namespace

TEST(Patterns, HaveParametersWithSomethingAroundThem) {
  const auto routes = table({"/rooms/room-{id}.json", "/@{name}", "/{file}.txt"});
  EXPECT_EQ(heard(routes, "/rooms/room-7.json"), "/rooms/room-{id}.json id=7");
  EXPECT_EQ(heard(routes, "/rooms/r%6Fom-a%2Fb%2ejson"), "/rooms/room-{id}.json id=a/b");
  EXPECT_EQ(heard(routes, "/%40ann"), "/@{name} name=ann");
  EXPECT_EQ(heard(routes, "/a.b.txt"), "/{file}.txt file=a.b");
  for (const auto* target : {"/rooms/room-.json", "/rooms/room-7.xml", "/rooms/7.json", "/rooms/room-7.json/", "/.txt"})
    EXPECT_EQ(heard(routes, target), "404") << target;
}

TEST(Patterns, HaveALastParameterThatMayBeMissing) {
  const auto routes = table({"/rooms/{room?}", "/{language?}"});
  EXPECT_EQ(heard(routes, "/rooms/tree"), "/rooms/{room?} room=tree");
  EXPECT_EQ(heard(routes, "/rooms"), "/rooms/{room?} room absent");
  EXPECT_EQ(heard(routes, "/rooms/"), "404");
  EXPECT_EQ(heard(routes, "/"), "/{language?} language absent");
  EXPECT_EQ(heard(routes, "/ja"), "/{language?} language=ja");
}

TEST(Patterns, TakeAnyOneSegmentForAStar) {
  const auto routes = table({"/rooms/*/people"});
  EXPECT_EQ(heard(routes, "/rooms/tree/people"), "/rooms/*/people");
  for (const auto* target : {"/rooms//people", "/rooms/people", "/rooms/a/b/people"})
    EXPECT_EQ(heard(routes, target), "404") << target;
}

TEST(Patterns, TakeAllThatIsLeftForATailWhichMayBeEmpty) {
  const auto routes = table({"/files/{path...}", "/tags/+{tags...}"});
  EXPECT_EQ(heard(routes, "/files/a/b//c/"), "/files/{path...} path=a/b//c/");
  EXPECT_EQ(heard(routes, "/files/"), "/files/{path...} path=");
  EXPECT_EQ(heard(routes, "/files"), "404");
  EXPECT_EQ(heard(routes, "/tags/+a/b"), "/tags/+{tags...} tags=a/b");
  EXPECT_EQ(heard(routes, "/tags/+"), "/tags/+{tags...} tags=");
  EXPECT_EQ(heard(routes, "/tags/a"), "404");
}

TEST(Patterns, HaveRegularExpressionsForWholeSegments) {
  const auto routes =
      table({"/posts/{id:[0-9]+}", "/days/d-{day:(?P<year>\\d{4})-(?P<month>\\d\\d)(-(?P<of>\\d\\d))?}"});
  EXPECT_EQ(heard(routes, "/posts/%31%32"), "/posts/{id:[0-9]+} id=12");
  for (const auto* target : {"/posts/12a", "/posts/a12", "/posts/", "/posts/1/2", "/posts/%31%32%0"})
    EXPECT_NE(answer(routes, {target}).status, Status::ok) << target;
  EXPECT_THAT(heard(routes, "/days/d-2026-%311"), HasSubstr(" day=2026-11 year=2026 month=11 of absent"));
  EXPECT_THAT(heard(routes, "/days/d-2026-11-23"), HasSubstr(" day=2026-11-23 year=2026 month=11 of=23"));
}

TEST(Patterns, HaveRegularExpressionsForAllThatIsLeft) {
  const auto routes = table({"/log/{day...:(?P<year>\\d{4})/(?P<month>\\d\\d)}", "/log/{rest...}"});
  EXPECT_THAT(heard(routes, "/log/2026/11"), HasSubstr(" day=2026/11 year=2026 month=11"));
  EXPECT_EQ(heard(routes, "/log/2026/11/"), "/log/{rest...} rest=2026/11/");
  // An escaped slash is no slash.
  EXPECT_EQ(heard(routes, "/log/2026%2F11"), "/log/{rest...} rest=2026/11");
}

TEST(Patterns, KeepEmptySegments) {
  const auto routes = table({"/a/b", "/a//b", "/{x}/{y}"});
  EXPECT_EQ(heard(routes, "/a//b"), "/a//b");
  EXPECT_EQ(heard(routes, "/a/b"), "/a/b");
  for (const auto* target : {"//a/b", "/a/b/", "/a///b", "/x//y", "//"})
    EXPECT_EQ(heard(routes, target), "404") << target;
}

TEST(Patterns, SayWhatIsWrongWithThem) {
  const auto wrong = [](const std::string& pattern) { return [pattern] { table({pattern.c_str()}); }; };
  EXPECT_THAT(wrong("a"), complain("the route a: a path begins with /"));
  EXPECT_THAT(wrong("/{a}{b}"), complain("a name of letters and digits"));
  EXPECT_THAT(wrong("/{a?}/b"), complain("may be missing stands in the last place"));
  EXPECT_THAT(wrong("/{a...}/b"), complain("{...} stands in the last place"));
  EXPECT_THAT(wrong("/{a...}.js"), complain("nothing can stand behind {...}"));
  EXPECT_THAT(wrong("/x{a?}"), complain("has nothing around it"));
  EXPECT_THAT(wrong("/a*"), complain("only where they mean something"));
  EXPECT_THAT(wrong("/{a:[}"), complain("the regular expression ["));
  EXPECT_THAT(wrong("/{a:(?P<a>x)}"), complain("two parameters have one name"));
  EXPECT_THAT([] { Router router{table({""})}; },
              complain("a path may be empty in a table that is mounted below a prefix"));
}

TEST(Patterns, HaveSixteenParametersAndSixtyFourSegmentsAndNotOneMore) {
  const auto routing = [](int count, const std::string& before, const std::string& behind) {
    std::string path;
    for (int i = 0; i < count; ++i) path += "/" + before + std::to_string(i) + behind;
    return [path] { table({path.c_str()}); };
  };
  EXPECT_NO_THROW(routing(16, "{p", "}")());
  EXPECT_THAT(routing(17, "{p", "}"), complain("too many parameters"));
  EXPECT_NO_THROW(routing(64, "s", "")());
  EXPECT_THAT(routing(65, "s", ""), complain("too many segments"));
}

TEST(Patterns, HaveRegularExpressionsWithSixteenGroupsAndNotOneMore) {
  const auto routing = [](int groups) {
    std::string path = "/{x:";
    for (int i = 0; i < groups; ++i) path += "(a)?";
    return [path = path + "}"] { table({path.c_str()}); };
  };
  EXPECT_NO_THROW(routing(16)());
  EXPECT_THAT(routing(17), complain("too many groups"));
}

TEST(Precedence, IsThatOfTheSegmentsFromTheLeft) {
  const std::vector<const char*> patterns{"/x/1a7",   "/x/{n:[0-9a]+}", "/x/1a{rest}",   "/x/1{rest}",
                                          "/x/{any}", "/x/*",           "/x/+{tail...}", "/x/{tail...}",
                                          "/{y}/1a7", "/*/1a7",         "/{all...}"};
  // Whichever is taken away, the next one answers: none of the later ones was needed before.
  for (std::size_t gone = 0; gone < patterns.size(); ++gone) {
    if (patterns[gone] == std::string("/x/+{tail...}")) continue;
    Routes routes;
    for (const auto* pattern : patterns | std::views::drop(gone) | std::views::reverse) routes.get(pattern, itself);
    EXPECT_EQ(heard(routes, "/x/1a7").substr(0, heard(routes, "/x/1a7").find(' ')), patterns[gone]);
  }
}

TEST(Precedence, IsThatOfRoutingAmongRegularExpressions) {
  EXPECT_THAT(heard(table({"/{b:[a-z]+}", "/{a:.*}"}), "/x"), HasSubstr("{b:"));
  EXPECT_THAT(heard(table({"/{a:.*}", "/{b:[a-z]+}"}), "/x"), HasSubstr("{a:"));
}

TEST(Precedence, PutsAMissingParameterBehindThePathItself) {
  auto routes = table({"/rooms/{room?}", "/rooms", "/{tail...}"});
  EXPECT_EQ(heard(routes, "/rooms"), "/rooms");
  EXPECT_EQ(heard(table({"/rooms/{room?}", "/{tail...}"}), "/rooms"), "/rooms/{room?} room absent");
}

TEST(Precedence, GoesBackWhereABetterBeginningLeadsNowhere) {
  const auto routes = table({"/a/b/c", "/a/{x}/d", "/{y}/b/e", "/{y}/{x}/f", "/*/b/{tail...}"});
  EXPECT_EQ(heard(routes, "/a/b/c"), "/a/b/c");
  EXPECT_EQ(heard(routes, "/a/b/d"), "/a/{x}/d x=b");
  EXPECT_EQ(heard(routes, "/a/b/e"), "/{y}/b/e y=a");
  EXPECT_EQ(heard(routes, "/a/b/f"), "/{y}/{x}/f y=a x=b");
  EXPECT_EQ(heard(routes, "/a/b/g"), "/*/b/{tail...} tail=g");
}

TEST(Precedence, LooksForTheMethodInLaterRoutesButNotInATail) {
  Routes routes;
  routes.get("/rooms/lobby", says("lobby"));
  routes.del("/rooms/{room}", says("gone"));
  routes.post("/login", says("in"));
  routes.websocket("/chat", quiet);
  routes.post("/", says("posted"));
  routes.get("/{path...}", says("file"));
  EXPECT_EQ(heard(routes, {"/rooms/lobby", "DELETE"}), "gone");
  EXPECT_EQ(heard(routes, "/login"), "405");
  EXPECT_EQ(heard(routes, "/chat"), "426");
  EXPECT_EQ(heard(routes, "/chat/x"), "file");
  // An empty tail is at the very path.
  EXPECT_EQ(heard(routes, "/"), "file");
  EXPECT_EQ(heard(routes, {"/", "POST"}), "posted");
}

TEST(Methods, AreNamedForAllRoutesThatAPathFits) {
  Routes routes;
  routes.get("/rooms/lobby", says("x"));
  routes.del("/rooms/{room}", says("x"));
  routes.put("/rooms/{room:[a-z]+}", says("x"));
  routes.post("/{path...}", says("x"));
  EXPECT_EQ(answer(routes, {"/rooms/lobby", "POST"}).headers.find("Allow"), "GET, HEAD, DELETE, PUT, OPTIONS");
  EXPECT_EQ(answer(routes, {"/rooms/7", "OPTIONS"}).headers.find("Allow"), "DELETE, OPTIONS");
  EXPECT_EQ(answer(routes, {"/x", "OPTIONS"}).headers.find("Allow"), "POST, OPTIONS");
}

TEST(Slashes, MatterUnlessATableSaysOtherwise) {
  auto routes = table({"/rooms", "/files/{path...}", "/people/", "/{a}/x"});
  EXPECT_EQ(heard(routes, "/rooms/"), "404");
  routes.trailing_slash(TrailingSlash::same);
  EXPECT_EQ(heard(routes, "/rooms/"), "/rooms");
  EXPECT_EQ(heard(routes, "/people"), "/people/");
  EXPECT_EQ(heard(routes, "/files"), "/files/{path...} path=");
  EXPECT_EQ(heard(routes, "/1/x/"), "/{a}/x a=1");
  EXPECT_EQ(heard(routes, "/rooms//"), "404");
  EXPECT_EQ(heard(routes, {"/rooms/", "PUT"}), "405");
  EXPECT_EQ(answer(routes, {"/rooms/", "OPTIONS"}).headers.find("Allow"), "GET, HEAD, OPTIONS");
}

TEST(Slashes, CanLeadToTheOtherPath) {
  auto routes = table({"/rooms", "/people/", "/{a}/{b...}"});
  routes.trailing_slash(TrailingSlash::redirect);
  const auto there = answer(routes, {"/rooms/?a=b", "GET"});
  EXPECT_EQ(heard(routes, "/rooms/?a=b"), "/{a}/{b...} a=rooms b=");
  EXPECT_EQ(answer(routes, {"/people?a=b"}).status, Status::permanent_redirect);
  EXPECT_EQ(answer(routes, {"/people?a=b"}).headers.find("Location"), "/people/?a=b");
}

TEST(Slashes, LeadToARouteThatIsBesideFiles) {
  auto routes = table({"/rooms", "/people/", "/{path...}"});
  routes.get("/static", says("directory"));
  routes.get("/static/{path...}", says("file"));
  routes.trailing_slash(TrailingSlash::redirect);
  EXPECT_EQ(answer(routes, {"/rooms/?a=b"}).headers.find("Location"), "/rooms?a=b");
  EXPECT_EQ(answer(routes, {"/people"}).headers.find("Location"), "/people/");
  EXPECT_EQ(heard(routes, "/elsewhere/"), "/{path...} path=elsewhere/");
  EXPECT_EQ(heard(routes, "/rooms/lobby"), "/{path...} path=rooms/lobby");
  // What ends behind its own slash is there already.
  EXPECT_EQ(heard(routes, "/static"), "directory");
  EXPECT_EQ(heard(routes, "/static/"), "file");
  EXPECT_EQ(heard(routes, "/static/app.js"), "file");
  EXPECT_EQ(heard(routes, "/"), "/{path...} path=");
  routes.trailing_slash(TrailingSlash::same);
  EXPECT_EQ(heard(routes, "/rooms/"), "/rooms");
  EXPECT_EQ(heard(routes, "/elsewhere/"), "/{path...} path=elsewhere/");
}

TEST(Slashes, NeverLeadToAnotherHost) {
  auto routes = table({"//evil.example"});
  routes.trailing_slash(TrailingSlash::redirect);
  EXPECT_EQ(heard(routes, "//evil.example/"), "404");
}

TEST(Lookup, LooksAtNoMorePlacesThanThereAre) {
  // Each level asks for a choice that turns out wrong only at the end: /{a}/{b}/{c}.../x and /a/{b}/a.../y.
  Routes routes;
  std::size_t places = 2;
  for (unsigned choices = 0; choices < 256; ++choices) {
    std::string path;
    for (unsigned level = 0; level < 8; ++level)
      path += (choices >> level & 1U) == 0 ? "/a" : "/{p" + std::to_string(level) + "}";
    routes.get(path + "/end", itself);
  }
  for (unsigned level = 1; level <= 8; ++level) places += 1U << level;
  const Router router(routes);
  const auto steps = [&](const std::string& target) { return router.steps(Request{.target = target}); };
  EXPECT_LE(steps("/a/a/a/a/a/a/a/a/no"), places);
  EXPECT_GT(steps("/a/a/a/a/a/a/a/a/no"), 256U);  // else it proves nothing
  EXPECT_LE(steps("/a/a/a/a/a/a/a/a/end"), 10U);
  std::string long_path = "/a/a/a/a/a/a/a/a/no";
  for (int i = 0; i < 4'000; ++i) long_path += "/a";
  EXPECT_LE(steps(long_path), places);
}

TEST(Lookup, DoesNotGrowWithTheNumberOfRoutes) {
  const auto steps = [](int count) {
    Routes routes;
    for (int i = 0; i < count; ++i) routes.get("/r" + std::to_string(i) + "/{id}/x", itself);
    return Router(routes).steps(Request{.target = "/r7/5/x"});
  };
  EXPECT_EQ(steps(10'000), steps(10));
}

TEST(Lookup, TakesTimeInProportionToTheTextEvenForBadRegularExpressions) {
  const auto routes = table({"/{x:(a*)*b}", "/{x:(a|aa)+$}", "/{x:(.*)(.*)(.*)(.*)(.*)z}"});
  EXPECT_EQ(heard(routes, ("/" + std::string(7'000, 'a') + "c").c_str()), "404");
}

TEST(Features, OfMountedTablesSeeAllThatIsBelowTheirPrefixAndConditions) {
  std::vector<std::string> seen;
  const auto notes = [&](std::string name) {
    return [&seen, name](Request& request, Next next) -> Task<Response> {
      seen.push_back(name);
      co_return co_await next(request);
    };
  };
  auto rooms = table({"/{room}"});
  rooms.install(notes("rooms"));
  rooms.websocket("/{room}/live", quiet);
  auto api = table({"/x"});
  api.install(notes("api 1"));
  api.install(notes("api 2"));
  api.mount("/rooms", rooms);
  auto merged = table({"/m"});
  merged.install(notes("merged"));
  auto other = table({"/rooms/lobby"});
  other.install(notes("admin"));
  auto any = table({"/y"});
  any.install(notes("any"));
  Routes routes;
  routes.mount("/api", api);
  routes.mount("", merged);
  routes.mount("/api", {.hosts = {"admin.example"}}, other);
  routes.mount("/{prefix}", any);
  routes.install(notes("outer"));
  TestServer server{routes};
  const auto order = [&](const std::string& target) {
    seen.clear();
    (void)server.get(target);
    return seen;
  };
  EXPECT_THAT(order("/api/rooms/tree"), ElementsAre("outer", "api 1", "api 2", "rooms", "merged", "any"));
  EXPECT_THAT(order("/api/rooms/tree/nowhere"), ElementsAre("outer", "api 1", "api 2", "rooms", "merged", "any"));
  EXPECT_THAT(order("/api"), ElementsAre("outer", "api 1", "api 2", "merged", "any"));
  EXPECT_THAT(order("/apix"), ElementsAre("outer", "merged", "any"));
  EXPECT_THAT(order("/"), ElementsAre("outer", "merged"));
  EXPECT_THAT(order("/.."), ElementsAre("outer", "merged"));
  seen.clear();
  EXPECT_EQ(server.connect("/api/rooms/tree/live").status(), 101);
  EXPECT_THAT(seen, ElementsAre("outer", "api 1", "api 2", "rooms", "merged", "any"));
  seen.clear();
  (void)server.exchange("GET /api/rooms/lobby HTTP/1.1\r\nHost: admin.example\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(seen, ElementsAre("outer", "api 1", "api 2", "rooms", "merged", "admin", "any"));
}

TEST(Mounted, TablesHaveSessionsOfTheirOwnButNoneTwiceOnOnePath) {
  Routes one, two;
  one.sessions<Visitor>({.cookie = "one"});
  two.sessions<Visitor>({.cookie = "two"});
  Routes apart;
  apart.mount("/one", one);
  apart.mount("/two", two);
  EXPECT_NO_THROW(Router{apart});
  one.mount("/two", two);
  EXPECT_THROW(Router{one}, std::invalid_argument);
}

TEST(Mounted, TablesAreBelowTheirPrefix) {
  auto rooms = table({"", "/", "/{room}"});
  rooms.websocket("/{room}/live", quiet);
  Routes api;
  api.mount("/rooms", rooms);
  Routes routes;
  routes.mount("/api/{version}/", api);
  routes.mount("", table({"/healthz"}));
  EXPECT_EQ(heard(routes, "/api/1/rooms"), "/api/{version}/rooms version=1");
  EXPECT_EQ(heard(routes, "/api/1/rooms/"), "/api/{version}/rooms/ version=1");
  EXPECT_EQ(heard(routes, "/api/1/rooms/tree"), "/api/{version}/rooms/{room} version=1 room=tree");
  EXPECT_EQ(heard(routes, "/api/1/rooms/tree/live"), "426");
  EXPECT_EQ(heard(routes, "/healthz"), "/healthz");
  EXPECT_EQ(heard(routes, "/rooms"), "404");
}

TEST(Mounted, TablesStayAsTheyWere) {
  auto inner = table({"/a"});
  Routes routes;
  routes.mount("/x", inner);
  inner.get("/b", says("b"));
  EXPECT_EQ(heard(routes, "/x/a"), "/x/a");
  EXPECT_EQ(heard(routes, "/x/b"), "404");
}

TEST(Mounted, TablesWithoutAWordTakeOverTheSlashPolicy) {
  auto strict = table({"/a"});
  strict.trailing_slash(TrailingSlash::strict);
  Routes routes;
  routes.mount("/x", table({"/a"}));
  routes.mount("/y", strict);
  routes.trailing_slash(TrailingSlash::same);
  EXPECT_EQ(heard(routes, "/x/a/"), "/x/a");
  EXPECT_EQ(heard(routes, "/y/a/"), "404");
}

TEST(Mounted, TablesThatContradictEachOtherKeepTheServerFromStarting) {
  Routes routes;
  routes.mount("/api", table({"/rooms/{room}"}));
  routes.get("/api/rooms/{id}", says("x"));
  EXPECT_THAT([&] { TestServer server{routes}; }, complain("GET /api/rooms/{id} and GET /api/rooms/{room}"));
  EXPECT_THAT([&] { routes.mount("/{a...}", Routes{}); }, complain("nothing can be below"));
}

TEST(Conditions, TellHostsAndPorts) {
  Routes routes;
  routes.mount("/", {.hosts = {"admin.example"}}, table({"/", "/users"}));
  routes.mount("/", {.hosts = {"*.example", "localhost"}}, table({"/"}));
  routes.get("/port", {.when = {.port = 8443}}, says("8443"));
  routes.get("/port", {.when = {.port = 80}}, says("80"));
  const auto at = [&](const char* host, const char* target) {
    return heard(routes, {target, "GET", {{"Host", host}}});
  };
  routes.get("/", says("any"));
  routes.get("/who", says("any"));
  EXPECT_EQ(at("ADMIN.example:8080", "/users"), "/users");
  EXPECT_EQ(at("www.example", "/users"), "404");
  EXPECT_EQ(at("a.b.example", "/"), "/");
  EXPECT_EQ(at("localhost", "/"), "/");
  EXPECT_EQ(at("example", "/"), "any");
  EXPECT_EQ(at("badexample", "/"), "any");
  EXPECT_EQ(at("x:8443", "/port"), "8443");
  EXPECT_EQ(at("[::1]:8443", "/port"), "8443");
  EXPECT_EQ(at("x", "/port"), "80");
  EXPECT_EQ(at("x:81", "/port"), "404");
}

TEST(Conditions, TellHeadersAndTheQuery) {
  Routes routes;
  routes.get("/a", {.when = {.headers = {{"X-Version", "2"}}}}, says("two"));
  routes.get("/a", {.when = {.headers = {{"X-Version"}}}}, says("some"));
  routes.get("/b/{x}", {.when = {.query = {{"live", "tr\u00e9s +"}}}}, says("live"));
  routes.get("/b/{x}", {.when = {.query = {{"live"}, {"big"}}}}, says("both"));
  routes.post("/b/{x}", says("posted"));
  const auto with = [&](const char* value) { return heard(routes, {"/a", "GET", {{"X-Version", value}}}); };
  EXPECT_EQ(with("1, 2;q=0.5"), "two");
  EXPECT_EQ(with("2;q=0, 3"), "some");
  EXPECT_EQ(heard(routes, "/a"), "400");
  EXPECT_THAT(std::string(answer(routes, {"/a"}).body.view()), HasSubstr("must have header X-Version"));
  EXPECT_EQ(heard(routes, "/b/1?x=%zz&live=tr%C3%A9s+%2B"), "live");
  EXPECT_EQ(heard(routes, "/b/1?big&live=no"), "both");
  EXPECT_EQ(heard(routes, "/b/1?live=no"), "405");
  EXPECT_EQ(heard(routes, {"/b/1?live=no", "POST"}), "posted");
}

TEST(Conditions, ThatAreNotMetLeaveThePathToOthers) {
  Routes routes;
  routes.get("/rooms/lobby", {.when = {.query = {{"beta"}}}}, says("beta"));
  routes.get("/rooms/{room}", says("room"));
  routes.get("/x", {.when = {.query = {{"beta"}}}}, says("beta"));
  routes.get("/{path...}", says("file"));
  EXPECT_EQ(heard(routes, "/rooms/lobby?beta"), "beta");
  EXPECT_EQ(heard(routes, "/rooms/lobby"), "room");
  EXPECT_EQ(heard(routes, "/x"), "file");
}

TEST(Conditions, ThatNoRequestCanMeetAreRefused) {
  Routes routes;
  const auto when = [&](When when) { return [&routes, when] { routes.get("/", {.when = when}, says("x")); }; };
  EXPECT_THAT(when({.hosts = {"a b"}}), complain("a host is a name alone: a b"));
  EXPECT_THAT(when({.hosts = {"a:80"}}), complain("a host is a name alone"));
  EXPECT_THAT(when({.headers = {{"a b"}}}), complain("must be a token"));
  EXPECT_THAT([&] { routes.post("/", {.takes = {"json"}}, says("x")); }, complain("no content type: json"));
  EXPECT_THAT([&] { routes.post("/", {.gives = {"image/*"}}, says("x")); }, complain("no content type: image/*"));
}

TEST(ContentTypes, DecideBetweenRoutesAndAreNamedToWhoSendsAnother) {
  Routes routes;
  routes.post("/notes/{id}", {.takes = {"application/json"}}, says("json"));
  routes.post("/notes/{id}", {.takes = {"text/*", "image/png"}}, says("text"));
  const auto sending = [](const char* type) { return Asking{"/notes/1", "POST", {{"Content-Type", type}}}; };
  EXPECT_EQ(heard(routes, sending("Application/JSON; charset=utf-8")), "json");
  EXPECT_EQ(heard(routes, sending("text/plain")), "text");
  EXPECT_EQ(heard(routes, sending("image/jpeg")), "415");
  EXPECT_EQ(heard(routes, {"/notes/1", "POST"}), "415");
  EXPECT_EQ(answer(routes, sending("a")).headers.find("Accept"), "application/json, text/*, image/png");
}

TEST(ContentTypes, AreGivenAsTheClientWantsThem) {
  Routes routes;
  routes.get("/notes/{id}", {.gives = {"text/html"}}, says("html"));
  routes.get("/notes/{id}", {.gives = {"application/json", "text/json"}}, says("json"));
  const auto accepting = [](const char* types) { return Asking{"/notes/1", "GET", {{"Accept", types}}}; };
  EXPECT_EQ(heard(routes, "/notes/1"), "html");
  EXPECT_EQ(heard(routes, accepting("*/*")), "html");
  EXPECT_EQ(heard(routes, accepting("text/html;q=0.5, application/*;q=0.501")), "json");
  EXPECT_EQ(heard(routes, accepting("text/*, text/html;q=0.1")), "json");
  EXPECT_EQ(heard(routes, accepting("text/html;q=0, */*;q=0.001")), "json");
  for (const auto* none : {"image/png", "text/html;q=0", "text/html;q=2", "text/html;q=x", "html"})
    EXPECT_EQ(heard(routes, accepting(none)), "406") << none;
  const auto refused = answer(routes, accepting("image/png"));
  EXPECT_THAT(std::string(refused.body.view()), HasSubstr("text/html, application/json, text/json"));
  EXPECT_EQ(refused.headers.find("Vary"), "Accept");
}

TEST(ContentTypes, ThatTheClientChoosesAreNamedInVary) {
  Routes routes;
  routes.get("/a", {.gives = {"text/html"}}, says("html"));
  routes.get("/a", {.when = {.headers = {{"X-Beta"}}}}, says("beta"));
  routes.get("/b", says("b"));
  TestServer server{routes};
  EXPECT_EQ(server.get("/a").headers.find("Vary"), "Accept, X-Beta");
  EXPECT_EQ(server.get("/b").headers.find("Vary"), std::nullopt);
}

TEST(Explaining, TellsWhatAnswersAndWhyTheOthersDoNot) {
  Routes routes;
  routes.get("/rooms/lobby", says("x"));
  routes.get("/rooms/{room}", says("x"));
  routes.post("/rooms/{room}", says("x"));
  routes.get("/rooms/{room}", {.when = {.query = {{"live"}}}}, says("x"));
  routes.get("/rooms/{room}/people", says("x"));
  routes.get("/people", says("x"));
  routes.websocket("/{path...}", quiet);
  EXPECT_EQ(Router(routes).explain(Request{.target = "/rooms/7"}),
            "GET /rooms/7: answered by GET /rooms/{room}\n"
            "  GET /rooms/{room}: answers\n"
            "  the WebSocket /{path...}: no WebSocket is asked for\n"
            "  POST /rooms/{room}: the method is GET\n"
            "  GET /rooms/{room} when query live: lacks query live\n"
            "  GET /rooms/{room}/people: the path ends before /people\n"
            "  GET /rooms/lobby: \"7\" is not lobby\n"
            "  GET /people: \"rooms\" is not people\n");
  EXPECT_THAT(Router(routes).explain(Request{.method = "PUT", .target = "/people"}),
              HasSubstr("answered 405 Method Not Allowed\n  GET /people: the method is PUT\n"));
  EXPECT_EQ(Router(Routes{}).explain(Request{.target = "/%"}), "GET /%: answered 400 Bad Request\n");
}

TEST(Explaining, HasALineForThirtyTwoRoutesAndNotOneMore) {
  Routes routes;
  for (int i = 0; i < 33; ++i) routes.get("/" + std::to_string(i), says("x"));
  const auto text = Router(routes).explain(Request{.target = "/x"});
  EXPECT_EQ(std::ranges::count(text, '\n'), 1 + 32 + 1);
  EXPECT_THAT(text, HasSubstr("  and 1 others\n"));
}

TEST(Explaining, IsLoggedWhereTheServerIsAskedTo) {
  TestServer server{table({"/a"}), {.serve = {.explain_routes = true}}};
  testing::internal::CaptureStderr();
  (void)server.get("/b");
  const auto logged = testing::internal::GetCapturedStderr();
  EXPECT_THAT(logged, HasSubstr("explained=\"GET /b: answered 404 Not Found\""));
  EXPECT_THAT(logged, HasSubstr("GET /a: "));
}

TEST(Listing, IsInTheOrderInWhichRoutesAreTried) {
  auto routes = table({"/{all...}", "/a/{x?}", "/a/b"});
  Routes admin;
  admin.post("/a/{x:[0-9]+}", {.takes = {"text/plain"}}, says("x"));
  admin.websocket("/a", {.subprotocols = {"v1"}}, quiet);
  routes.mount("", {.hosts = {"admin.example"}}, admin);
  EXPECT_THAT(Router(routes).list(), ElementsAre("the WebSocket /a when host admin.example speaking v1", "GET /a/b",
                                                 "POST /a/{x:[0-9]+} when host admin.example taking text/plain",
                                                 "GET /a/{x?}", "GET /{all...}"));
}

}  // namespace kotori::inline v0
