#pragma once
#include "kotori/http/event_stream.hpp"
#include "kotori/http/feature.hpp"
#include "kotori/routing/embedded_file.hpp"
#include "kotori/routing/files_route.hpp"
#include "kotori/routing/handler.hpp"
#include "kotori/routing/options.hpp"
#include "kotori/sessions/sessions.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kotori::inline v0 {

class Worker;

namespace routing {
class Router;
struct Mounted;
struct Route;
}  // namespace routing

/// What a server answers: an ordinary value, made before the server starts. Copies share their handlers, which may be
/// lambdas that capture and are coroutines: they live as long as any copy, and any task they have given.
///
/// Handlers are called on every loop, at once, so what they capture must bear that. Paths are patterns, see
/// routing::Pattern: "/rooms/{room}", and request.path("room") tells. HEAD is answered by GET, OPTIONS by itself.
///
/// Of several routes that a path fits, the first answers that is for the request in every respect. Their order is that
/// of their segments, compared from the left: a constant, {name:regex}, before{name}behind, {name}, *, none where one
/// may be missing, {path...}; the longer `before` and `behind` first. Of equal paths those with more conditions come
/// first, then those that say what they take, then those that Accept wants more, then those that were routed before:
/// each table's own first, then those that are mounted. Behind a path that is there, if only for another method, no
/// {path...} is asked.
///
/// Where none is for the request it is answered 404, or by the nearest miss: 406, 415, 426, 405, 400. Two routes
/// between which nothing could decide keep the server from starting: serve() says so, TestServer throws.
class Routes {
 public:
  Routes();
  ~Routes();
  Routes(const Routes& other);
  Routes(Routes&& other) noexcept;
  Routes& operator=(const Routes& other);
  Routes& operator=(Routes&& other) noexcept;

  /// `handler` is called with const Request&, its body in it, and gives a Response or a Task<Response>. Called with
  /// const Request& and BodyReader& it reads the body itself, piece by piece, and gives a Task<Response>.
  template <class F> void get(std::string_view path, F handler) { method("GET", path, {}, std::move(handler)); }
  template <class F> void post(std::string_view path, F handler) { method("POST", path, {}, std::move(handler)); }
  template <class F> void put(std::string_view path, F handler) { method("PUT", path, {}, std::move(handler)); }
  template <class F> void patch(std::string_view path, F handler) { method("PATCH", path, {}, std::move(handler)); }
  template <class F> void del(std::string_view path, F handler) { method("DELETE", path, {}, std::move(handler)); }
  template <class F> void get(std::string_view path, HttpRoute route, F handler) {
    method("GET", path, std::move(route), std::move(handler));
  }
  template <class F> void post(std::string_view path, HttpRoute route, F handler) {
    method("POST", path, std::move(route), std::move(handler));
  }
  template <class F> void put(std::string_view path, HttpRoute route, F handler) {
    method("PUT", path, std::move(route), std::move(handler));
  }
  template <class F> void patch(std::string_view path, HttpRoute route, F handler) {
    method("PATCH", path, std::move(route), std::move(handler));
  }
  template <class F> void del(std::string_view path, HttpRoute route, F handler) {
    method("DELETE", path, std::move(route), std::move(handler));
  }
  template <class F> void method(std::string name, std::string_view path, F handler) {
    method(std::move(name), path, {}, std::move(handler));
  }
  template <class F> void method(std::string name, std::string_view path, HttpRoute route, F handler) {
    const auto body = route.body;
    add(std::move(name), path, std::move(route), {.handler = routing::http_handler(std::move(handler)), .body = body});
  }

  /// `handler` is a coroutine, called with WebSocket&, or with WebSocket& and Request by value to keep the request.
  ///
  /// One path may have several, told apart by the subprotocols they speak; the one without is for all others. Where
  /// there is none without, a subprotocol is required: who offers none of those spoken is answered 400, and which they
  /// are.
  template <class F> void websocket(std::string_view path, F handler) { websocket(path, {}, std::move(handler)); }
  template <class F> void websocket(std::string_view path, WebSocketRoute route, F handler) {
    add(path, std::move(route), routing::socket_handler<WebSocket>(std::move(handler)));
  }

  /// The same for those who want each frame as it comes: `handler` is called with FrameStream&. It is never compressed,
  /// and a route that says otherwise throws std::invalid_argument.
  template <class F> void raw_websocket(std::string_view path, F handler) {
    raw_websocket(path, {}, std::move(handler));
  }
  template <class F> void raw_websocket(std::string_view path, WebSocketRoute route, F handler) {
    add(path, std::move(route), routing::socket_handler<FrameStream>(std::move(handler)));
  }

  /// Events to browsers that only listen (server-sent events): `handler` is a coroutine, called with EventStream&, and
  /// the stream ends when it returns. Who has to look at the request first answers GET with event_stream().
  void events(std::string_view path, EventHandler handler, const EventStreamOptions& options = {});

  /// Files below `path`, from memory. The array lives as long as the program.
  void files(std::string_view path, std::span<const EmbeddedFile> files, FilesRoute route = {});
  /// The files of a directory, read now, once, and kept in memory. Throws std::system_error when it cannot be read.
  void files(std::string_view path, const std::string& directory, FilesRoute route = {});
  /// The files of a directory, looked up at each request by `worker`, which outlives the routes: what changes while
  /// the server runs, and files that are too large for memory. What changes while it is sent is cut off. Nothing is
  /// kept by browsers without asking, unless the options say so.
  void files(std::string_view path, std::string directory, Worker& worker, FilesRoute route = {.caching = {}});

  /// Puts these routes below a prefix, "/api" or "/rooms/{room}", as they are now, with their features: "/people"
  /// among them becomes "/api/people", and "" the prefix itself. A prefix "" adds them to these. Given conditions, the
  /// whole table is there only for the requests that meet them.
  void mount(std::string_view prefix, Routes table) { mount(prefix, {}, std::move(table)); }
  void mount(std::string_view prefix, const When& when, Routes table);

  /// For all these routes, and for mounted ones whose table says nothing itself. Without a word: strict.
  void trailing_slash(TrailingSlash policy) { trailing_slash_ = policy; }

  /// Puts a feature in front of all these routes, behind those that were installed before, and behind those of the
  /// tables that this one is mounted in: any value that can be called as `Task<Response> (Request&, Next) const`. It is
  /// shown every request below the prefix of this table that meets its conditions, also those that find no route, and
  /// upgrades; see Next for what it may do. A Feature lives as long as the routes.
  template <class F> void install(F feature) {
    features_.push_back(std::make_shared<const http::Feature>(std::move(feature)));
  }

  /// Installs sessions whose values are of type V: request.session<V>() and socket.session<V>() tell who asks.
  /// `routes.sessions<Visitor>({.cookie = "visitor", .start = [] { return Visitor{guest_name()}; }})`. Throws
  /// std::invalid_argument when there are such already, of this type or in this place, or the options contradict each
  /// other.
  template <class V> void sessions(kotori::sessions::Options<V> options) { sessions(Sessions{std::move(options)}); }
  /// The same for who ends some of them from outside.
  template <class V> void sessions(const Sessions<V>& sessions) {
    kotori::sessions::add(session_kinds_, sessions.kind());
    install(sessions.feature());
  }

 private:
  friend class routing::Router;

  void add(std::string method, std::string_view path, HttpRoute route, routing::HttpEndpoint endpoint);
  void add(std::string_view path, WebSocketRoute route, routing::WebSocketHandler handler);

  std::vector<routing::Route> routes_;
  std::vector<routing::Mounted> mounted_;
  std::vector<std::shared_ptr<const http::Feature>> features_;
  std::vector<kotori::sessions::Kind> session_kinds_;
  std::optional<TrailingSlash> trailing_slash_;
};

}  // namespace kotori::inline v0
