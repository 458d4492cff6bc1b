#include "kotori/client/client.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/client/redirect.hpp"
#include "kotori/http/text.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <fmt/format.h>
#include <string_view>

namespace kotori::inline v0::client {
namespace {

std::unexpected<Error> refuse(std::string why) {
  return std::unexpected(Error{ErrorCode::malformed, std::move(why), {}});
}

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> next = 1;
  return next.fetch_add(1, std::memory_order_relaxed);
}

bool may_be_repeated(std::string_view method) {
  constexpr std::array<std::string_view, 6> idempotent{"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"};
  return std::ranges::find(idempotent, method) != idempotent.end();
}

/// Where a request goes, if it may go at all.
Result<Url> check(std::string_view text, ClientRequest& request, bool websocket) {
  auto url = parse_url(text);
  if (!url) return url;
  if (url->is_websocket() != websocket)
    return refuse(fmt::format("\"{}\" is for {}", text, websocket ? "get(), post() and ask()" : "connect()"));
  if (!http::is_token(request.method)) return refuse(fmt::format("\"{}\" is no method", request.method));
  request.target = url->target;
  request.host = url->authority();
  return url;
}

Instant after(Duration time) { return Loop::current()->now() + time; }

}  // namespace

Client::Client(ClientOptions options) : options_(std::move(options)), id_(next_id()) {
  if (!options_.dial) network_.emplace(options_.tls, options_.look_up);
}

Task<Result<std::unique_ptr<Stream>>> Client::dial(const Url& to, Instant until) {
  const auto at_most = std::min<Duration>(options_.connect_time, until - Loop::current()->now());
  if (options_.dial) co_return co_await options_.dial(to);
  co_return co_await network_->connect(to, at_most);
}

Task<Result<ClientResponse>> Client::get(std::string url, http::Headers headers) {
  ClientRequest request;
  request.headers = std::move(headers);
  co_return co_await ask(std::move(url), std::move(request));
}

Task<Result<ClientResponse>> Client::post_json(std::string url, std::string json) {
  ClientRequest request{.method = "POST", .body = std::move(json)};
  request.headers.add("Content-Type", "application/json");
  co_return co_await ask(std::move(url), std::move(request));
}

Task<Result<ClientResponse>> Client::ask(std::string url, ClientRequest request) {
  const auto until = after(options_.request_time);
  auto to = check(url, request, false);
  if (!to) co_return std::unexpected(to.error());
  for (unsigned followed = 0;; ++followed) {
    auto answer = co_await ask_once(*to, request, until);
    if (!answer) co_return answer;
    const auto again = follow(*to, followed, *answer, request);
    if (!again) co_return std::unexpected(again.error());
    if (!*again) co_return answer;
  }
}

/// Whether to ask once more, as the request and the URL then say.
Result<bool> Client::follow(Url& to, unsigned followed, const ClientResponse& answer, ClientRequest& request) const {
  if (options_.redirects == 0) return false;
  auto next = redirected(to, answer, request);
  if (!next) return std::unexpected(std::move(next.error()));
  if (!*next) return false;
  if (followed == options_.redirects)
    return std::unexpected(
        Error{ErrorCode::misfit, fmt::format("the server redirects more than {} times", options_.redirects), {}});
  to = std::move(**next);
  request.target = to.target;
  request.host = to.authority();
  return true;
}

/// On a connection that was kept, if there is one that still serves; else on a new one.
Task<Result<ClientResponse>> Client::ask_once(const Url& to, const ClientRequest& request, Instant until) {
  auto& idle = Loop::current()->local<IdleConnections>();
  while (auto kept = idle.take(destination(to))) {
    auto answer = co_await ask_over(std::move(kept), to, request, until);
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    if (*answer) co_return std::move(**answer);
  }
  auto stream = co_await dial(to, until);
  if (!stream) co_return std::unexpected(std::move(stream.error()));
  auto answer = co_await ask_over(std::move(*stream), to, request, until);
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  if (!*answer) co_return std::unexpected(Error{ErrorCode::unavailable, "the server did not answer", {}});
  co_return std::move(**answer);
}

/// Empty when the server has ended the connection without a word, and the request may be made again.
Task<Result<std::optional<ClientResponse>>> Client::ask_over(std::unique_ptr<Stream> stream, const Url& to,
                                                             const ClientRequest& request, Instant until) {
  AnswerReader reader{*stream, options_.answer};
  const bool taken = co_await write_request(*stream, request, until);
  auto answer = co_await reader.read_all(request.method, wait_for_answer(taken, until));
  const auto& loop = *Loop::current();
  if (!answer && !reader.has_heard() && may_be_repeated(request.method) && !loop.stopping() && loop.now() < until)
    co_return std::nullopt;
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  if (taken && reader.may_be_reused() && !request.headers.list_holds("Connection", "close"))
    Loop::current()->local<IdleConnections>().keep(destination(to), std::move(stream), options_.idle_time,
                                                   options_.idle_connections);
  co_return std::move(*answer);
}

Task<Result<StreamedAnswer>> Client::begin(std::string url, ClientRequest request, AnswerLimits limits) {
  const auto until = after(options_.request_time);
  auto to = check(url, request, false);
  if (!to) co_return std::unexpected(to.error());
  for (unsigned followed = 0;; ++followed) {
    auto answer = co_await begin_once(*to, request, limits, until);
    if (!answer) co_return answer;
    const auto again = follow(*to, followed, answer->head, request);
    if (!again) co_return std::unexpected(again.error());
    if (!*again) co_return answer;
  }
}

Task<Result<StreamedAnswer>> Client::begin_once(const Url& to, const ClientRequest& request, AnswerLimits limits,
                                                Instant until) {
  auto stream = co_await dial(to, until);
  if (!stream) co_return std::unexpected(std::move(stream.error()));
  const bool taken = co_await write_request(**stream, request, until);
  auto reader = std::make_unique<AnswerReader>(**stream, limits);
  auto head = co_await reader->read_head(request.method, wait_for_answer(taken, until));
  if (!head) co_return std::unexpected(std::move(head.error()));
  co_return StreamedAnswer{std::move(*head), std::move(*stream), std::move(reader)};
}

Task<std::expected<std::unique_ptr<Connection>, NotOpened>> Client::connect(std::string url, WebSocketRequest request) {
  const auto until = after(options_.request_time);
  ClientRequest opening{.headers = std::move(request.headers), .compression = request.compression};
  for (const auto& name : request.subprotocols) opening.headers.add("Sec-WebSocket-Protocol", name);
  auto to = check(url, opening, true);
  if (!to) co_return std::unexpected(NotOpened{0, std::move(to.error().message), {}});
  auto stream = co_await dial(*to, until);
  if (!stream) co_return std::unexpected(NotOpened{0, std::move(stream.error().message), {}});
  co_return co_await open_websocket(std::move(*stream), std::move(opening), options_.websocket,
                                    until - Loop::current()->now());
}

}  // namespace kotori::inline v0::client
