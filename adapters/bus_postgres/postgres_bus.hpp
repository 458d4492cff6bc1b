#pragma once
#include "adapters/bus_messages/counted_bus.hpp"
#include "adapters/bus_messages/exchange.hpp"
#include "adapters/bus_postgres/payloads.hpp"
#include "adapters/postgres/connection.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/async/worker.hpp"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace adapters {

/// A Bus over NOTIFY of PostgreSQL, for those who want no other server: sealed, one channel for all, so that every node
/// is told everything and drops what it does not want. It has a thread and a connection of its own. No call blocks.
class PostgresBus final : public CountedBus {
 public:
  /// What waits to be notified, in bytes; beyond, news is dropped.
  static constexpr std::size_t most_waiting = 4 * 1024 * 1024;

  PostgresBus(const BusKey& key, postgres::Settings settings);
  /// May take some seconds while the server does not answer.
  ~PostgresBus() override;

  void listen(chat::BusListener& listener) override { exchange_.listen(listener); }
  void forget(chat::BusListener& listener) override { exchange_.forget(listener); }
  void want(const chat::Topic& topic) override { exchange_.want(exchange_.address_of(topic)); }
  void want_no_more(const chat::Topic& topic) override { exchange_.want_no_more(exchange_.address_of(topic)); }
  void publish(const chat::News& news, const chat::BusListener& from) override;

  bool reachable() const override { return connection_->reachable(); }
  BusCounts counts() const override { return exchange_.counts(); }

 private:
  struct Waiting {
    std::string lines;
    std::size_t count = 0;
  };
  postgres::ConnectionOptions options(postgres::Settings settings);
  /// One statement at a time, each with all that has gathered meanwhile.
  kotori::Task<> notify();
  Waiting take_waiting();
  void on_notification(std::string_view payload);
  kotori::Task<> end();

  Exchange exchange_;
  const std::string channel_;
  const std::string sender_;
  PayloadReader reader_;  // of the loop

  std::mutex mutex_;
  Waiting waiting_;
  bool notifying_ = false;
  bool ending_ = false;

  kotori::Loops loops_{1};
  kotori::WorkerThreads worker_;
  kotori::TaskGroup notifier_;
  std::optional<postgres::Connection> connection_;
};

}  // namespace adapters
