// 11. Routes: parameters with types, tables inside tables, and which of several routes answers.
#include "kotori/features/error_pages.hpp"
#include "kotori/kotori.hpp"

using namespace kotori;

// region: parameters
Routes rooms() {
  Routes routes;
  routes.get("", [](const Request&) { return Response::text("all rooms\n"); });
  routes.get("/lobby", [](const Request&) { return Response::text("the room where everyone is\n"); });
  routes.get("/{room}",
             [](const Request& request) { return Response::text("the room " + request.path("room") + "\n"); });
  routes.get("/{room}/messages/{number?}", [](const Request& request) {
    const auto count = request.query<int>("count", 50);
    if (const auto number = request.path<std::optional<int>>("number"))
      return Response::text(std::to_string(count) + " messages from " + std::to_string(*number) + " on\n");
    return Response::text("the newest " + std::to_string(count) + " messages\n");
  });
  routes.get("/{room}/days/{day:[0-9]{4}-[0-9]{2}-[0-9]{2}}",
             [](const Request& request) { return Response::text("what was said on " + request.path("day") + "\n"); });
  routes.get("/{room}/pictures/{name}.png",
             [](const Request& request) { return Response::text("the picture " + request.path("name") + "\n"); });
  routes.get("/{room}/files/{path...}",
             [](const Request& request) { return Response::text("the file " + request.path("path") + "\n"); });
  return routes;
}
// end: parameters

// region: choices
Routes statistics() {
  Routes routes;
  routes.get("", {.gives = {"application/json"}}, [](const Request&) { return Response::json_text("{\"rooms\":1}"); });
  routes.get("", {.gives = {"text/plain"}}, [](const Request&) { return Response::text("1 room\n"); });
  routes.post("", {.body = 1024, .takes = {"application/json"}}, [](const Request&) { return Response::empty(); });
  return routes;
}
// end: choices

// region: tables
Routes everything() {
  Routes api;
  api.install(ErrorPages::problem_json());  // for all that is below, found or not
  api.mount("/rooms", rooms());
  api.mount("/statistics", statistics());

  Routes admin;
  admin.get("/", [](const Request&) { return Response::text("for admins\n"); });

  Routes routes;
  routes.get("/", [](const Request&) { return Response::text("for everyone\n"); });
  routes.mount("/api", api);
  routes.mount("", {.hosts = {"admin.example"}}, admin);
  return routes;
}
// end: tables

int main() { return serve(everything()); }
