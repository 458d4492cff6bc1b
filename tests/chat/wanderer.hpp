#pragma once
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/async/task.hpp"
#include "kotori/client/client.hpp"
#include "tests/chat/chat.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

/// Somebody who says a number of things while losing the connection again and again, in the middle of a frame or not;
/// who comes back, resumes behind what it heard last, says again what was not acknowledged, and stays after the last
/// visit.
///
/// It lives on the clients' loop, so that many of them wander at once.
class Wanderer {
 public:
  Wanderer(Chat& chat, std::string name, std::uint64_t seed, int texts, int visits);
  Wanderer(const Wanderer&) = delete;
  Wanderer& operator=(const Wanderer&) = delete;

  /// Ends when the server stops.
  kotori::Task<> wander();

  /// Every text it has heard or read, in the order of seq.
  const std::vector<std::string>& texts() const { return texts_; }
  /// What it heard that did not follow what it knew: a hole or a double.
  const std::vector<std::string>& surprises() const { return surprises_; }
  bool has_said_all() const { return outbox_.empty(); }
  /// How often it was cut off, as opposed to having left.
  int cuts() const { return cuts_; }

 private:
  kotori::Task<std::unique_ptr<kotori::client::Connection>> connect(bool may_be_cut);
  kotori::Task<> visit(bool to_stay);
  void say_more(kotori::WebSocket& socket);
  void hear(kotori::WebSocket& socket, const std::string& text);
  void take(const chat::protocol::Said& said);

  Chat& chat_;
  std::string name_;
  std::mt19937_64 random_;
  int visits_;
  int cuts_ = 0;
  kotori::WebSocketOptions options_;
  std::string cookie_;

  std::deque<std::string> outbox_;  // not yet acknowledged
  std::size_t under_way_ = 0;       // those of them that were said in this visit
  chat::Epoch epoch_;
  chat::protocol::Position last_{.room = chat::lobby};  // of the last text
  std::vector<std::string> texts_;
  std::vector<std::string> surprises_;
};
