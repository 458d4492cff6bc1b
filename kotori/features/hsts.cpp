#include "kotori/features/hsts.hpp"

#include <stdexcept>

namespace kotori::inline v0 {

Hsts::Hsts(const HstsOptions& options) : value_("max-age=" + std::to_string(options.max_age.count())) {
  if (options.max_age < std::chrono::seconds::zero()) throw std::invalid_argument("Hsts: max_age is negative");
  if (options.preload && (!options.subdomains || options.max_age < std::chrono::days{365}))
    throw std::invalid_argument("Hsts: preload wants subdomains, and a max_age of a year or more");
  if (options.subdomains) value_ += "; includeSubDomains";
  if (options.preload) value_ += "; preload";
}

Task<Response> Hsts::operator()(Request& request, Next next) const {
  auto response = co_await next(request);
  // Only what came in secret may say so (§7.2).
  if (request.over_tls) response.headers.set("Strict-Transport-Security", value_);
  co_return response;
}

}  // namespace kotori::inline v0
