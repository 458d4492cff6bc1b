#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/client/client.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/server/host.hpp"
#include "kotori/websocket/audience.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A server that is treated badly.
namespace hardening {

using namespace std::chrono_literals;

/// What happened to somebody, in words.
using Story = std::vector<std::string>;

enum class Over { plain, tls };

/// "0 1 2 3 ...", so many bytes of it.
std::string numbers(std::size_t bytes);

/// What a server serves here, and what was heard there.
///
/// GET / says "hi", POST /echo says its body, GET /stream three long pieces. /chat says back what it hears, texts also
/// to everyone; /listen hears that, and says back its own; /farewell sends three long messages and closes; /pieces, as
/// a PUT and as a WebSocket, takes what it says back piece by piece. /turns says
/// how many turns have passed since the one whose number it hears.
class Venue {
 public:
  kotori::Routes routes();

  /// How many requests for / and messages to /chat have reached their handlers.
  std::size_t handled() const { return handled_; }
  /// What that was when /turns was last asked.
  std::size_t handled_when_asked() const { return handled_when_asked_; }
  /// What /chat heard.
  const Story& heard() const { return heard_; }
  std::size_t seats() const { return everyone_.size(); }

 private:
  kotori::Audience everyone_;
  Story heard_;
  std::size_t handled_ = 0, handled_when_asked_ = 0;
};

/// For a host of these routes, with room for many, whatever the process may have open. Both outlive it.
std::unique_ptr<kotori::server::Premises> premises_of(const kotori::Routes& routes, kotori::ServeOptions& options);

/// How a client gets a stream that is ready to speak; null if that cannot be. It outlives the client's task.
using Dial = std::function<kotori::Task<std::unique_ptr<kotori::Stream>>()>;

/// A Venue's server in memory, on a loop of its own beside its clients', whose streams may go over TLS.
class Ground {
 public:
  explicit Ground(Over over = Over::plain, kotori::ServeOptions options = {}, kotori::PipeOptions pipe = {});
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;
  ~Ground();

  /// A client's end, ready to speak; null if that cannot be. On the clients' loop.
  kotori::Task<std::unique_ptr<kotori::Stream>> dial();
  /// The same over a plain wire that nothing is wrong with.
  std::unique_ptr<kotori::Stream> dial_soundly() { return connect(Over::plain, {.faulty = false}); }

  /// The bare wire below: whoever has it decides what goes over it.
  std::unique_ptr<kotori::Stream> dial_bare() { return connect(over_, pipe_); }

  /// Runs a client's task to where it waits.
  void spawn(kotori::Task<> task);
  /// Runs it on the clients' loop, and all that follows from it.
  void act(kotori::Job job) { simulation_.run_on(simulation_.loop(1), std::move(job)); }
  /// Tells the server to stop.
  void stop();

  /// dial(), for conversations.
  const Dial& line() const { return line_; }

  kotori::Simulation& simulation() { return simulation_; }
  const Venue& venue() const { return venue_; }
  kotori::Loop& server_loop() { return simulation_.loop(0); }
  std::size_t connections() const { return host_.connections(); }
  std::size_t clients() const { return clients_.size(); }
  bool stopped() const { return stops_ > 0 && stopping_.size() == 0; }

 private:
  std::unique_ptr<kotori::Stream> connect(Over over, kotori::PipeOptions pipe);
  void accept(Over over, std::unique_ptr<kotori::Stream> stream);

  kotori::Simulation simulation_{1, 2};
  Over over_;
  kotori::PipeOptions pipe_;
  kotori::ServeOptions options_;
  Venue venue_;
  kotori::Routes routes_ = venue_.routes();
  std::unique_ptr<kotori::server::Premises> premises_;
  kotori::server::Host host_;
  kotori::TaskGroup stopping_;
  kotori::TaskGroup clients_;
  int stops_ = 0;
  Dial line_ = [this] { return dial(); };
};

}  // namespace hardening
