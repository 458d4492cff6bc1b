#pragma once
#include "adapters/postgres/connection.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace adapters::postgres {

/// For tests: runs a task on a loop of another thread, and waits for its result.
template <class T> T run_on(kotori::Loop& loop, kotori::Task<T> task) {
  std::optional<T> result;
  auto keep = [](kotori::Task<T> inner, std::optional<T>& to) -> kotori::Task<> { to.emplace(co_await inner); };
  kotori::block_on(loop, keep(std::move(task), result));
  return *std::move(result);
}

/// For tests: calls a function on a loop of another thread, and waits for it.
inline void call_there(kotori::Loop& loop, const std::function<void()>& function) {
  auto call = [](const std::function<void()>& inner) -> kotori::Task<> {
    inner();
    co_return;
  };
  kotori::block_on(loop, call(function));
}

/// For tests: a connection on a loop of its own.
class TestClient {
 public:
  explicit TestClient(ConnectionOptions options) {
    loops_.start();
    call_there(loop(), [&] { connection_.emplace(loop(), worker_, std::move(options)); });
  }
  ~TestClient() {
    call_there(loop(), [&] { connection_.reset(); });
  }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  kotori::EpollLoop& loop() { return loops_[0]; }
  Connection& connection() { return *connection_; }

  bool reached() { return run_on(loop(), connection_->reached_within(std::chrono::seconds{20})); }
  Answer query(const Statement& statement, Parameters parameters = {}) {
    return run_on(loop(), connection_->query(statement, std::move(parameters)));
  }

 private:
  kotori::Loops loops_{1};
  kotori::WorkerThreads worker_;
  std::optional<Connection> connection_;
};

}  // namespace adapters::postgres
