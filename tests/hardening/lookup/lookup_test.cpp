#include "kotori/routing/router.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <new>
#include <string>

namespace {
std::size_t asked = 0;  // how often operator new was
}

void* operator new(std::size_t size) {
  ++asked;
  if (void* made = std::malloc(size)) return made;
  throw std::bad_alloc{};
}
void operator delete(void* made) noexcept { std::free(made); }
void operator delete(void* made, std::size_t) noexcept { std::free(made); }

/// What it takes to find a route.
namespace hardening {
namespace {

using namespace kotori;
using routing::Router;

/// All kinds of patterns and conditions, among many.
Routes many_routes() {
  Routes routes;
  const auto answer = [](const Request&) { return Response::empty(); };
  for (int i = 0; i < 1'000; ++i) routes.get("/things-with-long-names-" + std::to_string(i) + "/{id}", answer);
  routes.get("/rooms/{room}/messages/{message}", answer);
  routes.get("/rooms/room-{id}.json", answer);
  routes.get("/rooms/*/people/{person?}", answer);
  routes.get("/days/{day:(?P<year>\\d{4})-(?P<month>\\d\\d)}", answer);
  routes.get("/files/{path...}", answer);
  routes.get("/notes", {.gives = {"text/html"}}, answer);
  routes.get("/notes", {.gives = {"application/json"}}, answer);
  routes.get("/notes", {.when = {.query = {{"a long name", "a long value, longer than a string can hold"}}}}, answer);
  routes.websocket("/chat", [](WebSocket&) -> Task<> { co_return; });
  Routes admin;
  admin.install([](Request& request, Next next) { return next(request); });
  admin.get("/users-of-this-long-name", answer);
  routes.mount("/admin", {.hosts = {"*.a-very-long-domain-of-an-administrator.example"}}, admin);
  routes.install([](Request& request, Next next) { return next(request); });
  return routes;
}

Request asking(std::string target) {
  Request request{.target = std::move(target)};
  request.headers.add("Host", "www.a-very-long-domain-of-an-administrator.example:8080");
  request.headers.add("Accept", "text/html;q=0.5, application/json, text/plain;q=0.001, */*;q=0.1");
  return request;
}

std::size_t allocations(const Router& router, Request request) {
  (void)router.find(request);  // a regular expression learns
  const auto before = asked;
  (void)router.find(request);
  return asked - before;
}

}  // namespace

TEST(Lookup, OfARouteAllocatesNothing) {
  const Router router(many_routes());
  for (const auto* target :
       {"/things-with-long-names-777/5", "/%74hings-with-long-names-777/a%20long%20parameter%20of%20a%20path",
        "/rooms/tree/messages/12345678901234567890", "/rooms/room-%37.json", "/rooms/tree/people", "/days/2026-11",
        "/files/a/b/c/d/e/f/g/h/i/j/k", "/notes", "/notes?a+long+name=a%20long+value,+longer+than+a+string+can+hold",
        "/admin/users-of-this-long-name"}) {
    auto request = asking(target);
    EXPECT_FALSE(std::holds_alternative<routing::Miss>(router.find(request).match)) << target;
    EXPECT_EQ(allocations(router, asking(target)), 0U) << target;
  }
}

TEST(Lookup, ThatMissesAllocatesNothing) {
  const Router router(many_routes());
  for (const auto* target : {"/things-with-long-names-1000/5", "/nowhere", "/%", "/rooms/tree/messages", "/admin/x"})
    EXPECT_EQ(allocations(router, asking(target)), 0U) << target;
  auto post = asking("/things-with-long-names-777/5");
  post.method = "POST";
  EXPECT_EQ(allocations(router, std::move(post)), 0U);
}

TEST(Lookup, OfAWebSocketAllocatesNothing) {
  const Router router(many_routes());
  auto request = asking("/chat");
  request.headers.add("Connection", "keep-alive, Upgrade");
  request.headers.add("Upgrade", "websocket");
  EXPECT_TRUE(std::holds_alternative<routing::WebSocketMatch>(router.find(request).match));
  EXPECT_EQ(allocations(router, std::move(request)), 0U);
}

// The control: what allocates is seen.
TEST(Lookup, IsMeasuredByACountThatSeesWhatIsAllocated) {
  const Router router(many_routes());
  const auto before = asked;
  (void)router.explain(asking("/notes"));
  EXPECT_GT(asked, before);
}

}  // namespace hardening
