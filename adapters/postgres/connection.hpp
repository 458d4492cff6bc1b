#pragma once
#include "adapters/postgres/pipeline.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/worker.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace adapters::postgres {

struct ConnectionOptions {
  Settings settings;
  /// Called with each new connection before it is used, on the worker: LISTEN, settings, looking whose server it is. It
  /// may wait; when it throws, it is tried again later with a new connection. It owns what it uses: it may outlive the
  /// Connection by as long as connecting takes.
  std::function<void(Session&)> greet{};
  /// Called on the loop when reachable() has changed.
  std::function<void(bool)> on_change{};
  /// Called on the loop. What was notified while there was no connection is never heard.
  std::function<void(std::string_view channel, std::string_view payload)> on_notification{};
  /// How many statements may wait for their answers; more are unsent.
  std::size_t most_under_way = 4'096;
};

/// A connection to PostgreSQL that belongs to a loop, and makes itself anew when it is lost: at once, then after pauses
/// that grow to 2 s. A server that does not answer within Settings::for_statement and a second is lost. Before a new
/// one is used, what was sent on the one before has been done or never will be, however late the network would bring
/// it: who asks now whether it was done has an answer that stays true. Use it, and destroy it, on its loop; destroy it
/// when nothing waits for it.
class Connection final : PipelineOwner, kotori::Timer {
 public:
  /// Begins to connect. `worker` is where that waits for names and servers. Any thread may call it, if the loop does
  /// not run yet. Throws nothing: what is wrong with the settings is logged.
  Connection(kotori::EpollLoop& loop, kotori::Worker& worker, ConnectionOptions options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Does one statement as a transaction of its own, behind all those that were begun before.
  kotori::Task<Answer> query(const Statement& statement, Parameters parameters);

  /// Whether there is a connection, as far as is known. Any thread.
  bool reachable() const { return reachable_.load(std::memory_order_relaxed); }
  /// Waits until there is one, but not longer than that. False: there is none.
  kotori::Task<bool> reached_within(kotori::Duration at_most);
  /// Gives this connection up and makes another: the server is not the one it was.
  void renew(const std::string& why);

 private:
  struct Attempt;
  struct Reaching;

  void connect();
  void connected(std::unique_ptr<Session> session, const std::string& why_not);
  void on_time() override { connect(); }
  void on_lost(const std::string& why) override;
  void on_notification(std::string_view channel, std::string_view payload) override;
  void try_later(const std::string& why);
  void change(bool reachable);

  kotori::EpollLoop& loop_;
  kotori::Worker& worker_;
  ConnectionOptions options_;
  std::shared_ptr<Attempt> attempt_;
  std::unique_ptr<Pipeline> pipeline_;
  std::optional<Session::Backend> lost_;  // whose process may still have something to do for us
  std::atomic<bool> reachable_ = false;
  std::vector<Reaching*> reaching_;
  kotori::Duration pause_{};
  bool failing_ = false;  // and that was logged
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace adapters::postgres
