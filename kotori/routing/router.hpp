#pragma once
#include "kotori/http/response.hpp"
#include "kotori/routing/found.hpp"
#include "kotori/routing/node.hpp"
#include "kotori/routing/route.hpp"
#include "kotori/routing/routes.hpp"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

/// Routes, made ready for being looked up: a tree of all their patterns. It shares the handlers of the routes it was
/// made of and keeps them alive; it never changes, so that any thread may ask.
///
/// Looking up allocates nothing, with few exceptions: a client offers subprotocols, or sends several Accept headers; a
/// regular expression looks at escapes, or is one that RE2 cannot follow in one pass; more than four tables with
/// features meet.
class Router {
 public:
  /// Throws std::invalid_argument, naming both, when nothing could decide between two routes.
  explicit Router(const Routes& routes);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  /// What to do with a request, going by its head. Fills in its route and path parameters, those of the nearest where
  /// none was found.
  Found find(Request& request) const;

  /// What a request that has missed is told: 404; 405, or to OPTIONS 204, with Allow; 406; 415 with Accept; 426; 400;
  /// 501; 308 to the other slash.
  Response answer(const Miss& miss, const Request& request) const;

  /// Why that is so, for people: a line for what is answered, and one for each route, those that came nearest first.
  std::string explain(const Request& request) const;

  /// All routes, "GET /rooms/{room} when host chat.example", in the order in which they are tried.
  std::vector<std::string> list() const;

  /// How many places of the tree are looked at for this request; for those who count.
  std::size_t steps(const Request& request) const;

 private:
  struct Inherited;
  void put(const Routes& table, const Inherited& inherited);
  void plant(const Route& route);
  Node& node_at(std::span<const Segment> segments, bool for_scope);
  bool knows(std::string_view method) const;
  /// What a path comes nearest to.
  struct Nearest {
    Choice choice;
    const Place* place = nullptr;
    http::PathParameters parameters;
  };
  static bool is_in_tail(const Nearest& nearest, const Request& request);
  Nearest look_up(Sought& sought, std::string_view path) const;
  Match match(Request& request, std::string_view path) const;
  void meet(const Node& node, std::string_view rest, const Request& request, FeatureLists& features) const;
  Response answer(const Choice& nearest, const Place* place, const Request& request) const;
  bool is_routed(const Request& request, std::string_view method) const;
  std::string allowed(const Request& request) const;

  Node root_;
  std::deque<Route> routes_;
  std::vector<std::shared_ptr<const http::Feature>> features_;  // each table's together, outer tables first
  std::vector<std::string> methods_;  // those of RFC 9110 §9, PATCH, and those that are routed
  bool slashes_differ_ = true;        // all routes are strict about them
};

}  // namespace kotori::inline v0::routing
