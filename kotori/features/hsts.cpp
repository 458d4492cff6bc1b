#include "kotori/features/hsts.hpp"

#include "kotori/http/failure_headers.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace kotori::inline v0 {
namespace {

struct Told {
  std::string value;

  Task<Response> operator()(Request& request, Next next) const {
    try {
      auto response = co_await next(request);
      add_to(response.headers, request);
      co_return response;
    } catch (...) {
      http::Headers headers;
      add_to(headers, request);
      http::add_to_failure(request, headers);
      throw;
    }
  }

  /// Only what came in secret may say so (§7.2).
  void add_to(http::Headers& headers, const Request& request) const {
    if (request.over_tls) headers.set("Strict-Transport-Security", value);
  }
};

}  // namespace

Hsts::operator http::Feature() const {
  if (max_age < std::chrono::seconds::zero()) throw std::invalid_argument("Hsts: max_age is negative");
  if (preload && (!subdomains || max_age < std::chrono::days{365}))
    throw std::invalid_argument("Hsts: preload wants subdomains, and a max_age of a year or more");
  auto value = "max-age=" + std::to_string(max_age.count());
  if (subdomains) value += "; includeSubDomains";
  if (preload) value += "; preload";
  return Told{std::move(value)};
}

}  // namespace kotori::inline v0
