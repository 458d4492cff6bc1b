#pragma once
#include "kotori/async/loops.hpp"
#include "kotori/base/result.hpp"
#include "kotori/features/server_status.hpp"
#include "kotori/net/tcp_listener.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/server/certificates.hpp"
#include "kotori/server/host.hpp"
#include "kotori/server/options.hpp"
#include "kotori/websocket/counts.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace kotori::inline v0 {

/// Routes, served over TCP by loops that somebody else runs. serve() is the simple way; this is for programs that have
/// more on their loops.
///
/// listen(), run the loops, stop(), finish the loops; none of it on a loop.
class Server final : public ServerStatus {
 public:
  /// The loops outlive the server.
  Server(Loops& loops, Routes routes, ServeOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// From here on connections are accepted, as soon as the loops run. Gives where: with the port that was free, if 0
  /// was asked for. The error says what to do.
  Result<Endpoint> listen();

  /// Reads the certificates' files again, soon: who comes from then on is shown what they hold, if that is right; who
  /// is connected stays. Any thread.
  void reload();

  ConnectionCounts connection_counts() const override { return premises_->admission.counts(); }
  WebSocketCounts websocket_counts() const override;
  std::vector<Duration> busy_times() const override;

  /// Tells ServeOptions::on_stopping, then accepts nobody more, lets all conversations end and returns when they have,
  /// or shortly after ServeOptions::stop_time. The loops must run. Gives how many have not: their handlers wait for
  /// something else than their client or the time, and what they use - the loops, this server, what the routes hold -
  /// may not be destroyed. End the process by std::_Exit() then.
  std::size_t stop();

 private:
  struct OnLoop;

  Loops& loops_;
  Routes routes_;
  ServeOptions options_;
  std::unique_ptr<server::Premises> premises_;
  std::vector<std::unique_ptr<OnLoop>> parts_;
  std::optional<server::Certificates> certificates_;
};

}  // namespace kotori::inline v0
