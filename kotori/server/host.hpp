#pragma once
#include "kotori/async/task_group.hpp"
#include "kotori/http/date.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/net/tls_stream.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/server/options.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace kotori::server {

struct Upgrade;

/// Serves the connections of one loop, from their first byte to their last. All of it happens on that loop.
class Host {
 public:
  /// Both outlive the host.
  Host(const Routes& routes, const ServeOptions& options);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  void accept(std::unique_ptr<Stream> stream);
  /// Once they have shaken hands; who cannot within options.handshake_time is let go.
  void accept(std::unique_ptr<TlsStream> stream);

  /// Tells every conversation to end (WebSockets hear 1012) and waits until they have; after options.stop_time the rest
  /// are cut off. The loop's sleeps end for good.
  Task<> stop();

  std::size_t connections() const { return connections_.size(); }

 private:
  class OpenSocket;
  class StopTimer;
  Task<> converse(std::unique_ptr<Stream> stream);
  template <class Socket> Task<> talk(std::unique_ptr<Stream> stream, std::unique_ptr<Upgrade> upgrade);
  Task<> welcome(std::unique_ptr<TlsStream> stream);
  void cut_off();

  const Routes& routes_;
  const ServeOptions& options_;
  http::DateClock dates_;
  std::vector<OpenSocket*> open_;
  bool stopping_ = false;
  TaskGroup connections_;
};

}  // namespace kotori::server
