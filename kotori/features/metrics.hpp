#pragma once
#include "kotori/features/server_status.hpp"
#include "kotori/http/feature.hpp"

#include <functional>
#include <memory>

namespace kotori::inline v0 {

namespace features {
class PrometheusText;
}

/// A feature that counts requests, and the page that tells them to Prometheus, with what the server knows of its
/// connections and WebSockets. Copies count together.
///
///     const Metrics metrics;
///     routes.install(metrics);
///     routes.get("/metrics", metrics.page());
///
/// Requests are counted by route, method and class of status: by the pattern of the route, "/rooms/{room}", never by
/// what was asked for, so that no client can make up names; what finds no route has the route "". The status is that of
/// the answer when it comes through here, or what an exception becomes. How long an answer took is from here to
/// its head; a WebSocket's is its handshake's.
///
/// Each loop counts for itself, and is added up when somebody asks: that takes no longer the more sockets are open.
/// Whoever may ask for the page learns how busy the server is; keep it to yourself, as `kotori serve --metrics` does.
class Metrics {
 public:
  Metrics();

  Task<Response> operator()(Request& request, Next next) const;

  using Teller = std::function<void(features::PrometheusText&)>;
  /// What a program counts by itself stands on every page, too. Said before anything is served; any loop calls it.
  void also(Teller tell);

  using Page = std::function<Response(const Request&)>;
  /// Of the server that is asked; without one, only what was counted.
  Page page() const;
  /// Of another server, which outlives the routes.
  Page page(const ServerStatus& of) const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace kotori::inline v0
