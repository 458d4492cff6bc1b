#include "kotori/server/http_conversation.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"
#include "kotori/server/upgrade.hpp"

#include <exception>
#include <utility>

namespace kotori::inline v0::server {
namespace {

http::Limits limits_of(const routing::Found& found, const ServeOptions& options) {
  auto limits = options.http;
  if (const auto* match = std::get_if<routing::HttpMatch>(&found))
    limits.body = match->endpoint->body.value_or(limits.body);
  return limits;
}

}  // namespace

HttpConversation::HttpConversation(Visit& visit, Premises& premises, http::DateClock& dates)
    : visit_(visit),
      premises_(premises),
      writer_(*visit.stream, dates, premises.options),
      in_(*visit.stream),
      heads_(premises.options.http) {}

Task<std::unique_ptr<Upgrade>> HttpConversation::run() {
  for (std::size_t answered = 1;; ++answered) {
    http::Parsed<http::RequestHead> parsed;
    if (!co_await read_head(parsed)) co_return nullptr;
    if (!parsed) {
      co_await refuse(std::move(parsed.error()));
      co_return nullptr;
    }
    auto head = std::move(**parsed);
    head.request.over_tls = visit_.over_tls;
    auto found = premises_.routes.find(head.request);
    if (auto* websocket = std::get_if<routing::WebSocketMatch>(&found))
      co_return co_await upgrade(std::move(*websocket), std::move(head.request));
    if (!co_await answer(head, found, answered >= premises_.options.requests_per_connection)) co_return nullptr;
    // A peer that sends requests without pause gets one a turn, so that others get theirs.
    if (!in_.bytes().empty() || in_.may_read()) co_await sleep(Duration::zero());
  }
}

/// False when the connection has ended, or nothing came in time.
Task<bool> HttpConversation::read_head(http::Parsed<http::RequestHead>& into) {
  auto until = Loop::current()->now() + premises_.options.idle_time;
  for (bool begun = false;;) {
    auto bytes = in_.bytes();
    into = heads_.feed(bytes);
    in_.take(in_.bytes().size() - bytes.size());
    // The clock of a request starts with its first byte.
    if (const bool idle = into && !*into && heads_.idle(); !idle && !std::exchange(begun, true)) {
      begun_ = Loop::current()->now();
      until = begun_ + premises_.options.request_time;
    }
    if (!into || *into) co_return true;
    const auto more = co_await in_.read_more(until);
    if (more == Incoming::More::come) continue;
    if (!begun || more == Incoming::More::gone) co_return false;
    into = std::unexpected(http::Refusal{Status::request_timeout, "the request took too long"});
    co_return true;
  }
}

/// False when that was the connection's last.
Task<bool> HttpConversation::answer(http::RequestHead& head, routing::Found& found, bool last) {
  auto& request = head.request;
  RequestBody body{in_, writer_, premises_.options, head, limits_of(found, premises_.options)};
  http::Headers to_add;
  auto response = co_await respond(found, request, body, to_add);
  visit_.handshake.end();
  if (body.is_lost()) co_return false;
  if (body.refusal()) {
    co_await refuse(*body.refusal());
    co_return false;
  }
  response.add(to_add);
  // Who asked for a WebSocket and has none may have sent frames already: they are not to be taken for requests.
  const bool refused = request.headers.list_holds("Upgrade", "websocket");
  const bool keep_alive = !last && !refused && request.keep_alive && body.may_be_skipped() &&
                          !http::ends_with_connection(response, request.version) && !Loop::current()->stopping();
  Answered to{.method = request.method, .version = request.version, .keep_alive = keep_alive};
  if (!co_await writer_.send(std::move(response), std::move(to))) co_return false;
  if (keep_alive) co_return co_await body.skip(Loop::current()->now() + linger_time);
  co_await in_.linger();
  co_return false;
}

/// What the handler answers, or whoever speaks before it.
Task<Response> HttpConversation::respond(routing::Found& found, Request& request, RequestBody& body,
                                         http::Headers& to_add) {
  try {
    const auto until = begun_ + premises_.options.request_time;
    if (auto* clear = std::get_if<Response>(&found)) {
      // Even who asks for what is not here hears first what is wrong with the rest of the request.
      if (!body.is_too_large() && !body.waits_to_be_wanted()) co_await body.skip(until);
      co_return std::move(*clear);
    }
    if (auto instead = premises_.routes.show_to_hooks(request, to_add)) co_return std::move(*instead);
    if (body.is_too_large()) co_return Response{};
    const auto& handler = std::get<routing::HttpMatch>(found).endpoint->handler;
    const auto* streamed = std::get_if<routing::StreamedHandler>(&handler);
    if (!streamed && !co_await body.read_all(request.body, until)) co_return Response{};
    visit_.handshake.end();
    co_return co_await (streamed ? (*streamed)(request, body) : std::get<routing::HttpHandler>(handler)(request));
  } catch (const std::exception& failure) {
    log::error("a handler failed", {{"path", request.path()}, {"error", failure.what()}});
  } catch (...) {
    log::error("a handler failed", {{"path", request.path()}, {"error", "something that is no std::exception"}});
  }
  co_return Response::text("something went wrong here\n", Status::internal_server_error);
}

Task<> HttpConversation::refuse(http::Refusal refusal) {
  co_await writer_.send(Response::refusal(refusal), {});
  co_await in_.linger();
}

Task<std::unique_ptr<Upgrade>> HttpConversation::upgrade(routing::WebSocketMatch match, Request request) {
  visit_.handshake.end();
  http::Headers to_add;
  auto accepted = accept_upgrade(request, match, premises_);
  if (accepted) {
    // Whoever is shown a request may begin something for it, so only those that are right are shown.
    if (auto instead = premises_.routes.show_to_hooks(request, to_add)) accepted = std::unexpected(std::move(*instead));
  }
  auto response = accepted ? std::move(accepted->response) : std::move(accepted.error());
  response.add(to_add);
  const bool sent = co_await writer_.send(std::move(response), {.keep_alive = accepted.has_value()});
  if (sent && !accepted) co_await in_.linger();
  if (!sent || !accepted) co_return nullptr;
  co_return std::make_unique<Upgrade>(std::move(match.endpoint), std::move(request), in_.take_all(), accepted->deflate);
}

Task<std::unique_ptr<Upgrade>> converse_in_http(Visit& visit, Premises& premises, http::DateClock& dates) {
  HttpConversation conversation{visit, premises, dates};
  co_return co_await conversation.run();
}

}  // namespace kotori::inline v0::server
