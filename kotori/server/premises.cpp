#include "kotori/server/premises.hpp"

#include "kotori/base/log.hpp"
#include "kotori/server/origins.hpp"

#include <stdexcept>
#include <utility>

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

void Premises::begin_to_stop() {
  if (std::exchange(stopping, true) || !options.on_stopping) return;
  try {
    options.on_stopping();
  } catch (const std::exception& thrown) {
    log::error("on_stopping failed", {{"error", thrown.what()}});
  } catch (...) {
    log::error("on_stopping failed", {{"error", "something that is no std::exception"}});
  }
}

}  // namespace kotori::inline v0::server
