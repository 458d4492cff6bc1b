#include "kotori/features/https_redirect.hpp"

#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {
namespace {

/// Without its port; an IPv6 address keeps its brackets.
std::string_view host_of(std::string_view authority) {
  const auto from = authority.starts_with('[') ? authority.find(']') : 0;
  return authority.substr(0, authority.find(':', from));
}

}  // namespace

HttpsRedirect::HttpsRedirect(HttpsRedirectOptions options) : options_(std::move(options)) {
  for (const auto& host : options_.hosts)
    if (!http::is_authority(host) || host_of(host) != host)
      throw std::invalid_argument("HttpsRedirect: " + host + " is not the name of a host");
}

Task<Response> HttpsRedirect::operator()(Request& request, Next next) const {
  if (request.over_tls || is_excepted(request.raw_path())) co_return co_await next(request);
  co_return redirect(request);
}

bool HttpsRedirect::is_excepted(std::string_view path) const {
  return std::ranges::any_of(options_.except, [&](const std::string& each) {
    return path == each || (each.ends_with('/') && path.starts_with(each));
  });
}

Response HttpsRedirect::redirect(const Request& request) const {
  const auto authority = request.header("Host").value_or("");
  if (!http::is_authority(authority))
    return Response::text("Come by https, and say to which host.\n", Status::bad_request);
  const auto host = host_of(authority);
  const bool is_ours = options_.hosts.empty() || std::ranges::any_of(options_.hosts, [&](const std::string& each) {
                         return http::equal_ignoring_case(each, host);
                       });
  if (!is_ours) return Response::text("This is another host.\n", Status::misdirected_request);
  auto location = "https://" + std::string(host);
  if (options_.port != 443) location += ":" + std::to_string(options_.port);
  if (request.target.starts_with('/')) location += request.target;
  return Response::redirect(location, Status::permanent_redirect);
}

}  // namespace kotori::inline v0
