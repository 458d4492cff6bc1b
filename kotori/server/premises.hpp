#pragma once
#include "kotori/http/origin.hpp"
#include "kotori/routing/router.hpp"
#include "kotori/server/admission.hpp"
#include "kotori/server/options.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace kotori::inline v0::server {

/// What the hosts of all loops share.
struct Premises {
  /// The error names the option that is not right, or the routes that contradict each other. Options and status outlive
  /// it.
  static Result<std::unique_ptr<Premises>> open(const Routes& routes, const ServeOptions& options, std::size_t loops,
                                                const ServerStatus* status = nullptr);

  /// Tells ServeOptions::on_stopping, the first time.
  void begin_to_stop();

  const routing::Router router;
  const ServeOptions& options;
  const ServerStatus* status;         ///< for Request::server
  std::vector<http::Origin> origins;  ///< those that are allowed; none: only this server's own
  Admission admission;
  bool stopping = false;
};

}  // namespace kotori::inline v0::server
