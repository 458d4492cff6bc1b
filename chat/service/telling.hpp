#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/to_client.hpp"
#include "chat/service/reception.hpp"
#include "kotori/async/loop.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace chat {

/// What a room tells: gathered over a turn of its loop, or until somebody may hear it no longer, then one batch to each
/// loop: answers first, then events, facts in the order of seq. Belongs to the room's loop.
class Telling final : kotori::TurnEnd {
 public:
  /// The name and the receptions outlive it.
  Telling(kotori::Loop& loop, const RoomName& room, std::span<const std::unique_ptr<Reception>> receptions);

  /// One more, or one less, hears the room on this loop.
  void listens(std::size_t loop) { ++listening_.at(loop); }
  void listens_no_more(std::size_t loop) { --listening_.at(loop); }

  void announce(protocol::Event event);
  void answer(const ReplyTo& to, protocol::Answer answer);
  /// This person's connections hear the room no longer: what has been gathered is the last.
  void send_out(VisitorNumber visitor);

  /// Sends what has been gathered on its way.
  void send();

 private:
  void on_turn_end() override { send(); }

  kotori::Loop& loop_;
  const RoomName& room_;
  std::span<const std::unique_ptr<Reception>> receptions_;
  std::vector<std::size_t> listening_;  // by loop
  std::vector<protocol::Event> events_;
  std::vector<VisitorNumber> sent_out_;
  std::vector<std::vector<std::pair<VisitNumber, protocol::Answer>>> answers_;  // by loop
};

}  // namespace chat
