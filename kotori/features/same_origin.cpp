#include "kotori/features/same_origin.hpp"

#include "kotori/http/origin.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

struct Guard {
  std::vector<http::Origin> also;

  Task<Response> operator()(Request& request, Next next) const {
    if (!may_change(request))
      co_return Response::text("Pages of another origin may not change anything here.\n", Status::forbidden);
    co_return co_await next(request);
  }

  bool may_change(const Request& request) const {
    if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS") return true;
    const auto site = request.headers.joined("Sec-Fetch-Site");
    // None: somebody has typed the address, or opened what was kept.
    if (site == "same-origin" || site == "none") return true;
    const auto text = request.headers.joined("Origin");
    if (!site && !text) return true;
    const auto origin = http::parse_origin(text.value_or(""));  // two of them are a list, and so none
    if (!origin) return false;
    return (!site && http::is_own(*origin, request)) || std::ranges::find(also, *origin) != also.end();
  }
};

}  // namespace

SameOrigin::operator http::Feature() const {
  Guard guard;
  for (const auto& text : also) {
    auto origin = http::parse_origin(text);
    if (!origin) throw std::invalid_argument("SameOrigin: " + origin.error().message);
    guard.also.push_back(std::move(*origin));
  }
  return guard;
}

}  // namespace kotori::inline v0
