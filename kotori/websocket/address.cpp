#include "kotori/websocket/address.hpp"

#include "kotori/websocket/address_book.hpp"
#include "kotori/websocket/websocket.hpp"

#include <cassert>
#include <utility>

namespace kotori::inline v0 {

void Address::send(std::string text) const {
  loop_->post([address = *this, text = std::move(text)] {
    if (auto* socket = address.find()) socket->send(text);
  });
}

void Address::close(CloseCode code, std::string reason) const {
  loop_->post([address = *this, code, reason = std::move(reason)] {
    if (auto* socket = address.find()) socket->close(code, reason);
  });
}

WebSocket* Address::find() const {
  assert(Loop::current() == loop_);
  return loop_->local<AddressBook>().find(*this);
}

std::uint32_t AddressBook::add(WebSocket& socket) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const auto place = free_.back();
  free_.pop_back();
  auto& slot = slots_[place];
  slot.socket = &socket;
  ++slot.generation;
  return place;
}

void AddressBook::remove(std::uint32_t slot) {
  slots_[slot].socket = nullptr;
  free_.push_back(slot);
}

WebSocket* AddressBook::find(const Address& address) const {
  const auto& slot = slots_[address.slot_];
  return slot.generation == address.generation_ ? slot.socket : nullptr;
}

}  // namespace kotori::inline v0
