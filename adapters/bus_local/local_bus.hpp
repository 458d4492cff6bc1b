#pragma once
#include "chat/ports/bus.hpp"

#include <mutex>
#include <vector>

namespace adapters {

/// A Bus within one process: all news reaches every other listener, once, before publish() returns.
class LocalBus final : public chat::Bus {
 public:
  void listen(chat::BusListener& listener) override;
  void forget(chat::BusListener& listener) override;
  void want(const chat::Topic&) override {}
  void want_no_more(const chat::Topic&) override {}
  void publish(const chat::News& news, const chat::BusListener& from) override;

 private:
  std::mutex mutex_;
  std::vector<chat::BusListener*> listeners_;
};

}  // namespace adapters
