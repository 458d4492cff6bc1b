#include "kotori/server/premises.hpp"

#include "kotori/server/origins.hpp"

namespace kotori::inline v0::server {

Result<std::unique_ptr<Premises>> Premises::open(const Routes& routes, const ServeOptions& options, std::size_t loops,
                                                 const ServerStatus* status) {
  auto origins = read_origins(options.allowed_origins);
  if (!origins) return std::unexpected(origins.error());
  // NOLINTNEXTLINE(modernize-make-unique): it would move the admission, which cannot be
  return std::unique_ptr<Premises>(
      new Premises{routes, options, status, std::move(*origins), Admission{options.connections, loops}});
}

}  // namespace kotori::inline v0::server
