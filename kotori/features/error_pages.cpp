#include "kotori/features/error_pages.hpp"

#include "kotori/base/log.hpp"
#include "kotori/http/text.hpp"
#include "kotori/json/json.hpp"
#include "kotori/websocket/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0 {
namespace {

/// RFC 9457. The type is about:blank, which is what its absence means.
struct Problem {
  std::string title;
  int status = 0;
  std::optional<std::string> detail, path;
  static constexpr auto json =
      json::shape(json::field("title", &Problem::title), json::field("status", &Problem::status),
                  json::field("detail", &Problem::detail), json::field("path", &Problem::path));
};

/// JSON is UTF-8, and what was sent may be echoed here.
std::optional<std::string> said(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text.empty() || !websocket::is_utf8(text) ? std::nullopt : std::optional<std::string>(text);
}

bool is_plain(const Response& response) {
  const auto type = response.headers.find("Content-Type").value_or("");
  return !response.pieces && (type.empty() || http::equal_ignoring_case(type.substr(0, type.find(';')), "text/plain"));
}

Response as_problem(const Request& request, Response response) {
  if (!is_plain(response)) return response;
  Problem problem{.title = std::string(reason(response.status)),
                  .status = static_cast<int>(response.status),
                  .detail = said(response.body.view()),
                  .path = {}};
  const auto* refused = request.attributes.find<http::Refused>();
  if (refused && refused->status == response.status) problem.path = said(refused->path);
  response.headers.set("Content-Type", "application/problem+json");
  response.body = json::write(problem);
  return response;
}

Response failed(const Request& request, const std::exception& failure) {
  log::error("a handler failed", {{"path", request.path()}, {"error", failure.what()}});
  return as_problem(request, Response::text("Something went wrong here.\n", Status::internal_server_error));
}

}  // namespace

ErrorPages ErrorPages::problem_json() { return ErrorPages{}.on<std::exception>(failed).on_errors(as_problem); }

void ErrorPages::add(FailurePage page) {
  const auto base =
      std::ranges::find_if(by_failure_, [&](const auto& each) { return each.catches_pointer(page.pointer); });
  if (base != by_failure_.end() && page.catches_pointer(base->pointer))
    throw std::invalid_argument("ErrorPages: there are two pages for one exception");
  by_failure_.insert(base, std::move(page));
}

Task<Response> ErrorPages::operator()(Request& request, Next next) const {
  std::exception_ptr failure;
  std::optional<Response> response;
  try {
    response = co_await next(request);
  } catch (const http::Refused& refused) {  // by a feature behind this; a handler's has become a response
    response = Response::refusal(refused);
    request.attributes.set(refused);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) co_return co_await answer(request, std::move(failure));
  const auto* page = page_for(response->status);
  if (!page) co_return *std::move(response);
  co_return co_await (*page)(request, *std::move(response));
}

Task<Response> ErrorPages::answer(const Request& request, std::exception_ptr failure) const {
  for (const auto& page : by_failure_)
    if (auto answer = page.answer(request, failure)) co_return co_await *std::move(answer);
  std::rethrow_exception(failure);
}

const ErrorPages::StatusPage* ErrorPages::page_for(Status status) const {
  if (status == Status::switching_protocols) return nullptr;
  if (const auto found = by_status_.find(status); found != by_status_.end()) return &found->second;
  return status >= Status::bad_request && of_errors_ ? &of_errors_ : nullptr;
}

}  // namespace kotori::inline v0
