#include "kotori/server/answering.hpp"

#include "kotori/base/log.hpp"
#include "kotori/http/failure_headers.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/text.hpp"

#include <exception>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::server {
namespace {

Response failed(const Request& request, std::string_view error) {
  log::error("a handler failed", {{"path", request.path()}, {"error", error}});
  return Response::text("something went wrong here\n", Status::internal_server_error);
}

}  // namespace

Task<Response> Answering::run(Request& request) {
  std::optional<Response> response;
  try {
    response = co_await Next{found_.features.all(), *this}(request);
    if (response->status == Status::switching_protocols && !accepted_)
      throw std::logic_error("101 is for WebSockets, which were not asked for");
    http::check_framing(response->headers);
  } catch (const Refused& refused) {
    response = Response::refusal(refused);
  } catch (const std::exception& failure) {
    response = failed(request, failure.what());
  } catch (...) {
    response = failed(request, "something that is no std::exception");
  }
  if (const auto* more = request.attributes.find<http::FailureHeaders>()) response->headers.add_missing(more->headers);
  if (response->status != Status::switching_protocols) accepted_.reset();
  co_return *std::move(response);
}

Task<Response> Answering::answer(Request& request) {
  limit_body(request);
  if (auto* match = std::get_if<routing::HttpMatch>(&found_.match)) co_return co_await call(*match, request);
  if (std::holds_alternative<routing::WebSocketMatch>(found_.match)) co_return open(request);
  // Even who asks for what is not here hears first what is wrong with the rest of the request.
  if (!body_.is_too_large() && !body_.waits_to_be_wanted())
    co_await body_.skip(begun_ + premises_.options.request_time);
  if (body_.refusal()) co_return Response::refusal(*body_.refusal());
  co_return premises_.router.answer(std::get<routing::Miss>(found_.match), request);
}

/// What the handler answers, unless the body was not right.
Task<Response> Answering::call(const routing::HttpMatch& match, Request& request) {
  const auto& endpoint = *match.endpoint;
  if (body_.is_too_large()) co_return Response::refusal(*body_.refusal());
  const auto* streamed = std::get_if<routing::StreamedHandler>(&endpoint.handler);
  if (!streamed && !co_await body_.read_all(request.content, begun_ + premises_.options.request_time))
    co_return body_.refusal() ? Response::refusal(*body_.refusal()) : Response{};
  handshake_.end();
  std::optional<Response> response;
  try {
    response =
        co_await (streamed ? (*streamed)(request, body_) : std::get<routing::HttpHandler>(endpoint.handler)(request));
  } catch (const Refused& refused) {
    response = Response::refusal(refused);
    request.attributes.set(refused);
  }
  if (body_.refusal()) co_return Response::refusal(*body_.refusal());
  auto vary = match.vary;
  for (auto name = http::take_element(vary); !name.empty(); name = http::take_element(vary))
    response->headers.add_to_list("Vary", name);
  co_return *std::move(response);
}

/// What a feature says counts for routes that say nothing themselves.
void Answering::limit_body(const Request& request) {
  const auto* match = std::get_if<routing::HttpMatch>(&found_.match);
  if (request.body_limit && !(match && match->endpoint->body)) body_.set_limit(*request.body_limit);
}

Response Answering::open(const Request& request) {
  auto accepted = accept_upgrade(request, websocket(), premises_);
  if (!accepted) return std::move(accepted.error());
  accepted_ = std::move(*accepted);
  return std::move(accepted_->response);
}

}  // namespace kotori::inline v0::server
