#pragma once
#include "adapters/bus_messages/bus_counts.hpp"
#include "adapters/bus_messages/bus_key.hpp"
#include "adapters/bus_messages/letter.hpp"
#include "adapters/bus_messages/replays.hpp"
#include "adapters/bus_messages/seal.hpp"
#include "chat/ports/bus.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace adapters {

/// What is sent, and where to.
struct Parcel {
  std::string address;
  std::string sealed;
};

/// What all buses between processes have in common: who listens here, what they want, and which of the bytes that come
/// are news. A bus carries parcels from one exchange to others, however badly. One exchange, and thus one bus, for
/// each life of a node: what it sends is counted. Any thread may call it.
class Exchange {
 public:
  /// A larger parcel is neither made nor opened. A hint that would be one goes without its facts.
  static constexpr std::size_t most_sealed = 64 * 1024;

  explicit Exchange(const BusKey& key) : seal_(key) {}

  /// Throws std::invalid_argument for a node whose name is empty or longer than chat::longest_id.
  void listen(chat::BusListener& listener);
  /// When it returns, the listener hears nothing any more.
  void forget(chat::BusListener& listener);

  const std::string& log() const { return seal_.log(); }
  std::string address_of(const chat::Topic& topic) const { return seal_.address_of(topic); }
  /// Both: whether that changed anything.
  bool want(const std::string& address);
  bool want_no_more(const std::string& address);
  bool is_wanted(const std::string& address) const;
  std::vector<std::string> wanted() const;

  /// Tells all others who listen here, and makes what is to be sent. Empty: it is too large; counted as unsent.
  std::optional<Parcel> publish(const chat::News& news, const chat::BusListener& from);
  /// What has come, from whomever: tells those who listen here, or drops and counts it.
  void receive(std::string_view address, std::string_view sealed);

  BusCounts counts() const;
  void count_sent(bool sent) { ++(sent ? sent_ : unsent_); }
  void count_overrun() { ++overruns_; }

 private:
  using Count = std::atomic<std::uint64_t>;
  /// What it is counted as.
  Count& judge(std::string_view address, std::string_view sealed);
  bool is_own(const std::string& name) const;

  const Seal seal_;
  Count said_ = 0;

  mutable std::mutex listeners_mutex_;
  std::vector<chat::BusListener*> listeners_;
  mutable std::mutex wanted_mutex_;
  std::set<std::string> wanted_;
  std::mutex replays_mutex_;
  Replays replays_;

  Count sent_ = 0, unsent_ = 0, heard_ = 0, overruns_ = 0, too_large_ = 0, forged_ = 0, malformed_ = 0, own_ = 0,
        replayed_ = 0;
};

}  // namespace adapters
