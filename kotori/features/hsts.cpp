#include "kotori/features/hsts.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace kotori::inline v0 {
namespace {

struct Told {
  std::string value;

  Task<Response> operator()(Request& request, Next next) const {
    auto response = co_await next(request);
    // Only what came in secret may say so (§7.2).
    if (request.over_tls) response.headers.set("Strict-Transport-Security", value);
    co_return response;
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
