#include "adapters/bus_local/local_bus.hpp"

namespace adapters {

void LocalBus::listen(chat::BusListener& listener) {
  const std::lock_guard lock{mutex_};
  listeners_.push_back(&listener);
}

void LocalBus::forget(chat::BusListener& listener) {
  const std::lock_guard lock{mutex_};
  std::erase(listeners_, &listener);
}

// The lock is held while listeners are told, so that none is told once forget() has returned.
void LocalBus::publish(const chat::News& news, const chat::BusListener& from) {
  const std::lock_guard lock{mutex_};
  for (auto* listener : listeners_)
    if (listener != &from) listener->on_news(from.node(), news);
}

}  // namespace adapters
