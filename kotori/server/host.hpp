#pragma once
#include "kotori/async/task_group.hpp"
#include "kotori/http/date.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/net/tls_context.hpp"
#include "kotori/server/http_conversation.hpp"
#include "kotori/server/premises.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace kotori::inline v0::server {

/// Serves the connections of one loop, from their first byte to their last. All of it happens on that loop.
class Host {
 public:
  /// The premises outlive the host.
  explicit Host(Premises& premises);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// A new connection: over TLS with this context, plain without. It is turned away if there are too many, and let go
  /// if it has not shaken hands within ServeOptions::handshake_time.
  void accept(std::unique_ptr<Stream> stream, std::shared_ptr<const TlsContext> tls = nullptr);

  /// Tells every conversation to end (WebSockets hear 1012) and waits until they have; after ServeOptions::stop_time
  /// the rest are cut off. The loop's sleeps end for good. If there are connections() even then, their handlers wait
  /// for something that is neither their client nor the time: they use the host still, so that it may not be destroyed.
  Task<> stop();

  std::size_t connections() const { return connections_.size(); }

 private:
  class OpenSocket;
  template <class Socket> class Talk;
  void turn_away(Stream& stream);
  Task<> welcome(Visit visit, std::shared_ptr<const TlsContext> tls);
  Task<> converse(Visit visit);
  void cut_off();

  Premises& premises_;
  http::DateClock dates_;
  std::vector<std::unique_ptr<OpenSocket>> open_;
  bool stopping_ = false;
  TaskGroup connections_;
};

}  // namespace kotori::inline v0::server
