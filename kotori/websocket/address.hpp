#pragma once
#include "kotori/json/described.hpp"
#include "kotori/json/write.hpp"
#include "kotori/websocket/close_code.hpp"

#include <cstdint>
#include <string>

namespace kotori::inline v0 {

class Loop;
class WebSocket;

/// Reaches one connection from anywhere, as long as it lasts: what other loops, and whoever outlives it, may hold of
/// it. Any thread may use it while the loops live. What is sent to a connection that has gone is dropped.
class Address {
 public:
  Address() = default;

  void send(std::string text) const;
  template <json::Described T> void send(const T& message) const { send(json::write(message)); }
  void close(CloseCode code, std::string reason = {}) const;

  /// The connection itself, or null if it has gone. Only on its loop, and only until the next wait.
  WebSocket* find() const;
  Loop& loop() const { return *loop_; }

  explicit operator bool() const { return loop_ != nullptr; }
  bool operator==(const Address&) const = default;

 private:
  friend class AddressBook;
  Address(Loop& loop, std::uint32_t slot, std::uint32_t generation)
      : loop_(&loop), slot_(slot), generation_(generation) {}

  Loop* loop_ = nullptr;
  std::uint32_t slot_ = 0;
  std::uint32_t generation_ = 0;
};

}  // namespace kotori::inline v0
