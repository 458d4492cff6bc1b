#pragma once
#include "adapters/bus_messages/counted_bus.hpp"
#include "adapters/bus_messages/exchange.hpp"
#include "adapters/bus_nats/nats_link.hpp"
#include "adapters/bus_nats/nats_url.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace adapters {

struct NatsBusOptions {
  /// The servers of one NATS cluster, each as parse_nats_url takes it; they are tried in turn.
  std::vector<std::string> urls;
  /// Who vouches for the servers of tls://, as a PEM file; empty: whom the system trusts.
  std::string ca_file;
};

/// A Bus over NATS core: sealed, a subject for each topic, subscribed to while it is wanted. It connects by itself and
/// again when it is lost; while it is not connected, what is said is dropped. No call blocks. Any thread.
class NatsBus final : public CountedBus, NatsLink::Listener {
 public:
  /// What waits for the connection to take it; beyond, news is dropped.
  static constexpr std::size_t most_waiting = 4 * 1024 * 1024;

  /// Throws std::invalid_argument when there is no URL, or one is none.
  NatsBus(const BusKey& key, const NatsBusOptions& options);
  /// May take some seconds while a server does not answer.
  ~NatsBus() override;

  void listen(chat::BusListener& listener) override { exchange_.listen(listener); }
  void forget(chat::BusListener& listener) override { exchange_.forget(listener); }
  void want(const chat::Topic& topic) override;
  void want_no_more(const chat::Topic& topic) override;
  void publish(const chat::News& news, const chat::BusListener& from) override;

  bool reachable() const override { return reachable_; }
  BusCounts counts() const override { return exchange_.counts(); }

 private:
  void on_message(std::string_view subject, std::string_view bytes) override;
  void on_lost(std::string why) override;
  void on_overrun() override;
  void on_caught_up() override;
  void on_refused(std::string why) override;

  void run();
  /// Until the link is lost or the bus ends.
  void use(NatsLink& link);
  bool adjust(NatsLink& link, const std::string& address);
  bool send(NatsLink& link, const Parcel& parcel);
  void drop_waiting();
  void change(const std::string& address);
  std::string subject(const std::string& address) const { return prefix_ + address; }

  Exchange exchange_;
  const std::string prefix_;
  std::vector<NatsUrl> urls_;
  const std::string ca_file_;
  std::atomic<bool> reachable_ = false;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  bool lost_ = false;
  std::string why_lost_;
  std::vector<Parcel> parcels_;
  std::size_t waiting_ = 0;        // in bytes
  std::set<std::string> changed_;  // addresses that are wanted now and were not, or the other way round
  std::jthread thread_;
};

}  // namespace adapters
