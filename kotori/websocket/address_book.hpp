#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/websocket/address.hpp"

#include <vector>

namespace kotori::inline v0 {

/// Which connections of one loop have an address, by slots. A slot is used again under another generation.
class AddressBook {
 public:
  explicit AddressBook(Loop& loop) : loop_(loop) {}

  std::uint32_t add(WebSocket& socket);
  void remove(std::uint32_t slot);
  Address address(std::uint32_t slot) const { return {loop_, slot, slots_[slot].generation}; }
  WebSocket* find(const Address& address) const;

 private:
  struct Slot {
    WebSocket* socket = nullptr;
    std::uint32_t generation = 0;
  };
  Loop& loop_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace kotori::inline v0
