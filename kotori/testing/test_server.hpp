#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/server/host.hpp"
#include "kotori/testing/test_peer.hpp"
#include "kotori/websocket/counts.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0 {

/// What a TestServer is like, and the wires to it.
struct TestServerOptions {
  unsigned loops = 1;
  std::uint64_t seed = 1;  ///< decides how loops interleave
  ServeOptions serve = {};
  PipeOptions pipe = {};  ///< what the wires between clients and server are like
};

/// Routes served in memory, by a clock that is turned by hand: the same seed, the same run. Every call acts and then
/// lets all happen that follows from it without the clock.
class TestServer final : TestGround, public ServerStatus {
 public:
  explicit TestServer(Routes routes, const TestServerOptions& options = {});
  /// On a simulation that others use, too, and that outlives the server: its last loop is the clients', those before it
  /// serve. The loops and the seed are then the simulation's, not the options'.
  TestServer(Simulation& simulation, Routes routes, const TestServerOptions& options = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  /// Opens a WebSocket; see TestPeer::status() for whether the server let it. Connections go to the loops in turn.
  TestPeer connect(std::string target, http::Headers headers = {}, Compression compression = Compression::none);
  client::ClientResponse get(std::string target, http::Headers headers = {});
  client::ClientResponse ask(client::ClientRequest request);
  /// By which a Client reaches this server, whatever its URLs say: `Client client{{.dial = server.dialer()}};`
  client::Dial dialer();
  /// Runs a client's task to its end. Time passes while it waits for it, a minute at most; a task that is not done by
  /// then throws std::logic_error.
  void run(Task<> task);
  /// Sends these bytes on a connection of their own and gives all that comes back until it is quiet.
  std::string exchange(std::string_view bytes);

  /// A bare connection, for those who speak in bytes, from this address. It belongs to the clients' side; let it go
  /// before the server.
  std::unique_ptr<Pipe> dial(std::string from = {});

  void advance(Duration duration) { simulation_->advance(duration); }
  /// Stops the server: ServeOptions::on_stopping is told, and then every conversation hears 1012.
  void stop();
  /// How many connections are open.
  std::size_t connections() const;
  ConnectionCounts connection_counts() const override { return premises_->admission.counts(); }
  /// Of the server's side.
  WebSocketCounts websocket_counts() const override;
  /// Nothing takes any time.
  std::vector<Duration> busy_times() const override { return std::vector<Duration>(hosts_.size()); }
  Simulation& simulation() { return *simulation_; }

 private:
  TestServer(std::shared_ptr<Simulation> simulation, Routes routes, const TestServerOptions& options);
  void act(Job job) override;
  bool comes_true(const std::function<bool()>& holds) override;
  void changed() override {}
  Task<std::unique_ptr<Stream>> dial_when_awaited();
  Task<Result<std::unique_ptr<Stream>>> reach();

  std::shared_ptr<Simulation> simulation_;
  SimulatedLoop& clients_;
  Routes routes_;
  TestServerOptions options_;
  WebSocketOptions client_options_;
  std::unique_ptr<server::Premises> premises_;
  std::vector<std::unique_ptr<server::Host>> hosts_;
  TaskGroup stopping_;
  std::size_t dialled_ = 0;
  bool stopped_ = false;
};

}  // namespace kotori::inline v0
