#pragma once
#include "kotori/async/loops.hpp"
#include "kotori/net/tls_context.hpp"
#include "kotori/server/server.hpp"
#include "kotori/testing/test_peer.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace kotori::inline v0 {

/// Routes served over real sockets on loopback, with the same clients as TestServer: for seeing once more what was seen
/// in memory. What never comes is waited for at most `patience`.
class LiveServer : TestGround {
 public:
  /// With certificates among the options, its clients come over TLS, believing those that are given as text.
  explicit LiveServer(Routes routes, ServeOptions options = {});
  virtual ~LiveServer();
  LiveServer(const LiveServer&) = delete;
  LiveServer& operator=(const LiveServer&) = delete;

  TestPeer connect(std::string target, http::Headers headers = {}, Compression compression = Compression::none);
  client::ClientResponse get(std::string target, http::Headers headers = {});
  client::ClientResponse ask(client::ClientRequest request);

  /// By which a Client reaches this server, whatever its URLs say: `Client client{{.dial = server.dialer()}};`
  client::Dial dialer();
  /// Runs a client's task to its end; a task that does not end within `patience` ends the program.
  void run(Task<> task);

  /// Stops the server: every conversation hears 1012.
  void stop();
  /// See Server::reload().
  void reload() { server_.reload(); }

  WebSocketCounts websocket_counts() const { return server_.websocket_counts(); }
  const Endpoint& endpoint() const { return endpoint_; }
  /// See Server::connection_counts().
  ConnectionCounts connection_counts() const { return server_.connection_counts(); }

 private:
  static constexpr auto patience = std::chrono::seconds{20};

  void act(Job job) override;
  bool comes_true(const std::function<bool()>& holds) override;
  void changed() override;
  Task<std::unique_ptr<Stream>> dial();
  Task<Result<std::unique_ptr<Stream>>> reach();
  Task<> run_to_end(Task<> task);
  Task<> ask_into(std::optional<Result<client::ClientResponse>>& answer, client::ClientRequest request);

  Loops loops_;
  Loops clients_;
  WebSocketOptions client_options_;
  std::shared_ptr<const TlsContext> client_tls_;  // null: plain
  Server server_;
  Endpoint endpoint_;
  bool stopped_ = false;

  std::mutex mutex_;
  std::condition_variable change_;
  std::uint64_t changes_ = 0;
};

/// The same over TLS, with a certificate of its own making: https and wss.
class LiveTlsServer final : public LiveServer {
 public:
  explicit LiveTlsServer(Routes routes);
};

}  // namespace kotori::inline v0
