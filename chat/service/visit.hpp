#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/log.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "chat/service/reception.hpp"
#include "kotori/async/task.hpp"

#include <string>
#include <vector>

namespace chat {

class Desk;

/// One connection of a person, from its welcome on. Destroying it is leaving. Belongs to the loop it arrived on.
///
/// Answers come to its recipient, later; those about one room in the order in which the room came to them. A command
/// that was begun outlives the visit: it is kept, and its answer is lost.
class Visit {
 public:
  /// For Service: the desk of the loop, which outlives it.
  Visit(Desk& desk, Recipient& recipient, Visitor visitor, DeviceId device);
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// As the loop tells its visits apart.
  VisitNumber number() const { return number_; }
  /// Who this is, by the name they had when they arrived.
  const Person& person() const { return visiting().visitor.person; }

  /// Has something done that makes a fact. In a room that it hears it goes on at once, unless very many commands are
  /// unanswered: then a connection reads no further for a while.
  kotori::Task<> obey(protocol::Command command);

  /// What passes: not answered unless it is refused.
  void typing(protocol::Typing typing);
  void read(protocol::MarkRead read);

  /// These go on when the page, or a refusal, has been told.
  kotori::Task<> history(protocol::History history);
  kotori::Task<> fill(protocol::Fill fill);
  kotori::Task<> rooms(protocol::ListRooms list);

  /// Who is in a room now, as far as they are listed; nobody is in one that it does not hear.
  kotori::Task<std::vector<Person>> who(RoomName room);

 private:
  Visiting& visiting() const;
  Visiting::Entry* entry(const RoomName& room) const { return visiting().find(room); }
  void refuse_unheard(std::string id);
  kotori::Task<> page(std::string id, RoomName room, PageRequest request, bool around);
  kotori::Task<> obey_outside(Origin by, std::string id, RoomName room, protocol::Command command);

  Desk& desk_;
  Recipient& recipient_;
  VisitNumber number_;
};

}  // namespace chat
