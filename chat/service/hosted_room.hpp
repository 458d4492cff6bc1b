#pragma once
#include "chat/model/person.hpp"
#include "chat/ports/bus.hpp"
#include "chat/ports/log.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "chat/room/room.hpp"
#include "chat/service/reception.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/base/result.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace chat {

/// A room on the loop that owns it: asks its rules, has the log keep what they grant, and then tells everyone.
///
/// What is to be told is gathered over a turn and goes to each loop as one batch: first answers, then events, facts in
/// the order of seq. Except for loop(), call everything on that loop.
class HostedRoom final : kotori::TurnEnd {
 public:
  HostedRoom(kotori::Loop& loop, Head head, Log& log, Bus& bus, const BusListener& self,
             std::span<const std::unique_ptr<Reception>> receptions);

  kotori::Loop& loop() const { return loop_; }
  const Room& room() const { return room_; }

  struct Arrival {
    Person person;
    protocol::RoomState state;
  };
  /// Somebody arrives from that loop. All up to state.head has been sent on its way to it, and all above follows: who
  /// sits down when this answer has come, before the loop's next job, misses nothing and hears nothing twice.
  kotori::Task<kotori::Result<Arrival>> arrive(UserId user, std::size_t from_loop);
  void leave(const UserId& user, std::size_t from_loop);

  void say(Origin by, protocol::Say say, ReplyTo reply_to);
  void rename(Origin by, protocol::Rename rename, ReplyTo reply_to);

  /// Another node says where the room is. What is missing is read from the log; what is known is dropped.
  void hear(const Hint& hint);

  /// Waits until everything that was begun has been answered.
  kotori::Task<> settle();

 private:
  void decided(Room::Decision decision, std::string id, ReplyTo reply_to);
  kotori::Task<> keep(Intent intent, std::string id, ReplyTo reply_to);
  void happened(protocol::Fact fact);
  void reached(Seq seq);
  kotori::Task<> fill_hole();
  void announce(protocol::Event event);
  void answer(ReplyTo to, protocol::Answer answer);
  void on_turn_end() override { send(); }
  void send();

  kotori::Loop& loop_;
  Room room_;
  Log& log_;
  Bus& bus_;
  const BusListener& self_;
  std::span<const std::unique_ptr<Reception>> receptions_;
  std::vector<std::size_t> seated_;  // by loop: how many connections there

  std::vector<protocol::Event> events_;                                         // to be told at the end of the turn
  std::vector<std::vector<std::pair<VisitNumber, protocol::Answer>>> answers_;  // likewise, by loop
  std::vector<protocol::Fact> stored_;                                          // to be hinted at to other nodes

  Seq reached_;  // known to be stored; above the room's head while a hole is being filled
  bool filling_ = false;
  kotori::TaskGroup tasks_;
};

}  // namespace chat
