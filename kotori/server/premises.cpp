#include "kotori/server/premises.hpp"

#include "kotori/server/origins.hpp"

#include <stdexcept>

namespace kotori::inline v0::server {

Result<std::unique_ptr<Premises>> Premises::open(const Routes& routes, const ServeOptions& options, std::size_t loops,
                                                 const ServerStatus* status) {
  auto origins = read_origins(options.allowed_origins);
  if (!origins) return std::unexpected(origins.error());
  try {
    // NOLINTNEXTLINE(modernize-make-unique): it would move the router and the admission, which cannot be
    return std::unique_ptr<Premises>(new Premises{routing::Router(routes), options, status, std::move(*origins),
                                                  Admission{options.connections, loops}});
  } catch (const std::invalid_argument& conflict) {
    return std::unexpected(Error{.message = conflict.what()});
  }
}

}  // namespace kotori::inline v0::server
