#include "kotori/server/http_conversation.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"
#include "kotori/base/match.hpp"
#include "kotori/net/stream_wait.hpp"
#include "kotori/server/upgrade.hpp"

#include <exception>
#include <utility>

namespace kotori::server {
namespace {

constexpr auto linger_time = std::chrono::seconds{2};
/// What is left of it behind a request is moved to the front: for very many small ones that must not be much.
constexpr std::size_t most_at_once = 64UL * 1024;

}  // namespace

HttpConversation::HttpConversation(Stream& stream, const Routes& routes, const ServeOptions& options,
                                   http::DateClock& dates)
    : stream_(stream), routes_(routes), options_(options), writer_(stream, dates, options), reader_(options.http) {}

Task<std::unique_ptr<Upgrade>> HttpConversation::run() {
  for (std::size_t answered = 1;; ++answered) {
    http::Parsed<Request> parsed;
    if (!co_await read_request(parsed)) co_return nullptr;
    if (!parsed) {
      co_await writer_.send(Response::refusal(parsed.error()), {});
      co_await linger();
      co_return nullptr;
    }
    auto request = std::move(**parsed);
    http::Headers to_add;
    auto found = routes_.find(request, to_add);
    if (auto* websocket = std::get_if<routing::WebSocketMatch>(&found))
      co_return co_await upgrade(std::move(*websocket), std::move(request), std::move(to_add));

    // Who asked for a WebSocket and has none may have sent frames already: they are not to be taken for requests.
    const bool refused = request.headers.list_holds("Upgrade", "websocket");
    Answered to{.method = request.method, .version = request.version};
    Response response;
    if (auto* http = std::get_if<routing::HttpMatch>(&found)) {
      response = co_await answer(*http->handler, request);
    } else {
      response = std::move(std::get<Response>(found));
    }
    response.add(to_add);
    to.keep_alive = request.keep_alive && !refused && answered < options_.requests_per_connection &&
                    !http::ends_with_connection(response, to.version) && !Loop::current()->stopping();
    const bool keep_alive = to.keep_alive;
    if (!co_await writer_.send(std::move(response), std::move(to))) co_return nullptr;
    if (!keep_alive) {
      co_await linger();
      co_return nullptr;
    }
    // A peer that sends requests without pause gets one a turn, so that others get theirs.
    if (!pending_.empty() || stream_.may_read()) co_await sleep(Duration::zero());
  }
}

Task<Response> HttpConversation::answer(const routing::HttpHandler& handler, Request& request) {
  try {
    co_return co_await handler(request);
  } catch (const std::exception& failure) {
    log::error("a handler failed", {{"path", request.path()}, {"error", failure.what()}});
  } catch (...) {
    log::error("a handler failed", {{"path", request.path()}, {"error", "something that is no std::exception"}});
  }
  co_return Response::text("something went wrong here\n", Status::internal_server_error);
}

Task<std::unique_ptr<Upgrade>> HttpConversation::upgrade(routing::WebSocketMatch match, Request request,
                                                         http::Headers to_add) {
  auto accepted = accept_upgrade(request, match, options_);
  if (!accepted) {
    co_await writer_.send(std::move(accepted.error()), {});
    co_await linger();
    co_return nullptr;
  }
  accepted->response.add(to_add);
  if (!co_await writer_.send(std::move(accepted->response), {.keep_alive = true})) co_return nullptr;
  co_return std::make_unique<Upgrade>(std::move(match.endpoint), std::move(request), std::move(pending_),
                                      accepted->deflate);
}

/// False when the connection has ended, or nothing came in time.
Task<bool> HttpConversation::read_request(http::Parsed<Request>& into) {
  begun_ = Loop::current()->now();
  for (;;) {
    std::string_view bytes{pending_};
    into = reader_.feed(bytes);
    pending_.erase(0, pending_.size() - bytes.size());
    if (!into || *into) co_return true;
    if (reader_.take_expectation() && !co_await writer_.send_continue()) co_return false;
    if (co_await wait_for_bytes()) continue;
    if (peer_has_gone_ || reader_.idle() || Loop::current()->stopping()) co_return false;
    into = std::unexpected(http::Refusal{Status::request_timeout, "the request took too long"});
    co_return true;
  }
}

/// Fills pending_. False when the peer has gone, time is up or the server stops.
Task<bool> HttpConversation::wait_for_bytes() {
  for (;;) {
    const auto buffer = Loop::current()->scratch().first(most_at_once);
    const auto got = stream_.read(buffer);
    if (got.bytes > 0) {
      // The clock of a request starts with its first byte.
      if (reader_.idle()) begun_ = Loop::current()->now();
      pending_.append(buffer.data(), got.bytes);
      co_return true;
    }
    peer_has_gone_ = got.stream != Transfer::Stream::open;
    if (peer_has_gone_) co_return false;
    const auto left = (reader_.idle() ? options_.idle_time : options_.request_time) - (Loop::current()->now() - begun_);
    if (left <= Duration::zero() || co_await wait_readable(stream_, left) != Waited::ready) co_return false;
  }
}

/// Closes so that the answer arrives: bytes that are still on their way here would otherwise turn the close into a
/// reset that destroys it (RFC 9112 §9.6).
Task<> HttpConversation::linger() {
  stream_.finish_writing();
  const auto end = Loop::current()->now() + linger_time;
  for (std::size_t read = 0; read < 1024 * 1024;) {
    const auto got = stream_.read(Loop::current()->scratch());
    read += got.bytes;
    if (got.stream != Transfer::Stream::open) co_return;
    const auto left = end - Loop::current()->now();
    if (left <= Duration::zero()) co_return;
    if (got.bytes == 0 && co_await wait_readable(stream_, left) != Waited::ready) co_return;
  }
}

Task<std::unique_ptr<Upgrade>> converse_in_http(Stream& stream, const Routes& routes, const ServeOptions& options,
                                                http::DateClock& dates) {
  HttpConversation conversation{stream, routes, options, dates};
  co_return co_await conversation.run();
}

}  // namespace kotori::server
