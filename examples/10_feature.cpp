// 10. Features: what every request passes on its way in, and every answer on its way out. One of your own, and its
// order.
#include "kotori/features/call_log.hpp"
#include "kotori/features/compress.hpp"
#include "kotori/features/default_headers.hpp"
#include "kotori/features/error_pages.hpp"
#include "kotori/kotori.hpp"

#include <atomic>

using namespace kotori;

// region: feature
/// A door that can be shut: pages and WebSockets alike are told to come back. What is open already stays open.
struct Door {
  const std::atomic<bool>& open;

  Task<Response> operator()(Request& request, Next next) const {
    if (!open) co_return Response::text("Closed for today.\n", Status::service_unavailable);
    auto response = co_await next(request);  // a handler's answer, a 404, or the 101 that opens a WebSocket
    response.headers.set("X-Door", "open");
    co_return response;
  }
};
// end: feature

// region: order
Routes behind_a_door(const std::atomic<bool>& open) {
  Routes routes;
  routes.install(CallLog{.tells_ends = true});
  routes.install(DefaultHeaders{{"Server", "kotori"}});
  routes.install(Compress{});
  routes.install(ErrorPages::problem_json());
  routes.install(Door{open});
  routes.get("/", [](const Request&) { return Response::text("Come in.\n"); });
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}
// end: order

int main() {
  const std::atomic<bool> open = true;
  return serve(behind_a_door(open));
}
