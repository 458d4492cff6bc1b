#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/websocket/address.hpp"

#include <vector>

namespace kotori {

/// Which connections of one loop have an address. A slot is used again under another generation.
class AddressBook {
 public:
  explicit AddressBook(Loop& loop) : loop_(loop) {}

  Address add(WebSocket& socket);
  void remove(const Address& address);
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

}  // namespace kotori
