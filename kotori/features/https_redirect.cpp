#include "kotori/features/https_redirect.hpp"

#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace kotori::inline v0 {
namespace {

/// Without its port; an IPv6 address keeps its brackets.
std::string_view host_of(std::string_view authority) {
  const auto from = authority.starts_with('[') ? authority.find(']') : 0;
  return authority.substr(0, authority.find(':', from));
}

bool is_excepted(const HttpsRedirect& options, std::string_view path) {
  return std::ranges::any_of(options.except, [&](const std::string& each) {
    return path == each || (each.ends_with('/') && path.starts_with(each));
  });
}

bool is_ours(const HttpsRedirect& options, std::string_view host) {
  return options.hosts.empty() || std::ranges::any_of(options.hosts, [&](const std::string& each) {
           return http::equal_ignoring_case(each, host);
         });
}

Response redirect(const HttpsRedirect& options, const Request& request) {
  const auto authority = request.header("Host").value_or("");
  if (!http::is_authority(authority))
    return Response::text("Come by https, and say to which host.\n", Status::bad_request);
  const auto host = host_of(authority);
  if (!is_ours(options, host)) return Response::text("This is another host.\n", Status::misdirected_request);
  auto location = "https://" + std::string(host);
  if (options.port != 443) location += ":" + std::to_string(options.port);
  if (request.target.starts_with('/')) location += request.target;
  return Response::redirect(location, Status::permanent_redirect);
}

struct Redirecting {
  HttpsRedirect options;

  Task<Response> operator()(Request& request, Next next) const {
    if (request.over_tls || is_excepted(options, request.raw_path())) co_return co_await next(request);
    co_return redirect(options, request);
  }
};

}  // namespace

HttpsRedirect::operator http::Feature() const {
  for (const auto& host : hosts)
    if (!http::is_authority(host) || host_of(host) != host)
      throw std::invalid_argument("HttpsRedirect: " + host + " is not the name of a host");
  return Redirecting{*this};
}

}  // namespace kotori::inline v0
