#include "kotori/server/http_conversation.hpp"

#include "kotori/async/sleep.hpp"
#include "kotori/base/log.hpp"
#include "kotori/http/text.hpp"
#include "kotori/server/answering.hpp"

#include <ranges>
#include <string_view>
#include <utility>

namespace kotori::inline v0::server {
namespace {

http::Limits limits_of(const routing::Match& found, const ServeOptions& options) {
  auto limits = options.http;
  if (const auto* match = std::get_if<routing::HttpMatch>(&found))
    limits.body = match->endpoint->body.value_or(limits.body);
  return limits;
}

void explain(const routing::Router& router, const Request& request) {
  for (const auto line : std::views::split(router.explain(request), '\n'))
    if (!line.empty()) log::info("routing", {{"explained", http::trimmed(std::string_view(line))}});
}

}  // namespace

HttpConversation::HttpConversation(Visit& visit, Premises& premises, http::DateClock& dates)
    : visit_(visit),
      premises_(premises),
      in_(*visit.stream),
      writer_(*visit.stream, in_, dates, premises.options),
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
    head.request.client = visit_.client;
    head.request.server = premises_.status;
    const bool more = co_await answer(head, answered >= premises_.options.requests_per_connection);
    if (!more) co_return std::move(upgrade_);
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
Task<bool> HttpConversation::answer(http::RequestHead& head, bool last) {
  auto& request = head.request;
  if (premises_.options.explain_routes) explain(premises_.router, request);
  auto found = premises_.router.find(request);
  RequestBody body{in_, writer_, premises_.options, head, limits_of(found.match, premises_.options)};
  Answering answering{premises_, std::move(found), body, visit_.handshake, begun_};
  auto response = co_await answering.run(request);
  visit_.handshake.end();
  if (body.is_lost()) co_return false;
  if (auto& accepted = answering.accepted()) {
    if (co_await writer_.send(std::move(response), {.keep_alive = true}))
      upgrade_ = std::make_unique<Upgrade>(answering.websocket().endpoint, std::move(request), in_.take_all(),
                                           accepted->deflate);
    co_return false;
  }
  // Who asked for a WebSocket and has none may have sent frames already: they are not to be taken for requests.
  const bool refused = body.refusal() || request.headers.list_holds("Upgrade", "websocket");
  const bool keep_alive = !last && !refused && request.keep_alive && body.may_be_skipped() &&
                          !http::ends_with_connection(response, request.version) && !Loop::current()->stopping();
  Answered to{.method = request.method, .version = request.version, .keep_alive = keep_alive};
  if (!co_await writer_.send(std::move(response), std::move(to))) co_return false;
  if (keep_alive) co_return co_await body.skip(Loop::current()->now() + linger_time);
  co_await in_.linger();
  co_return false;
}

Task<> HttpConversation::refuse(http::Refusal refusal) {
  co_await writer_.send(Response::refusal(refusal), {});
  co_await in_.linger();
}

Task<std::unique_ptr<Upgrade>> converse_in_http(Visit& visit, Premises& premises, http::DateClock& dates) {
  HttpConversation conversation{visit, premises, dates};
  co_return co_await conversation.run();
}

}  // namespace kotori::inline v0::server
