#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/hall.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "chat/service/reception.hpp"
#include "kotori/async/task.hpp"

#include <vector>

namespace chat {

class Service;
class HostedRoom;

/// One connection of a person, from its welcome on. Destroying it is leaving. Belongs to the loop it arrived on.
///
/// Answers come to its recipient, later; those about one room in the order in which the room came to them. A command
/// that was begun outlives the visit: it is kept, and its answer is lost.
class Visit {
 public:
  /// For Service: tells the welcome and takes a seat.
  Visit(const Service& service, HostedRoom& room, Reception& reception, Recipient& recipient,
        const protocol::Welcome& welcome);
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// Who this is, by the name they had when they arrived.
  const Person& person() const { return person_; }

  /// Goes on at once, unless very many commands are unanswered: then a connection reads no further for a while.
  kotori::Task<> say(protocol::Say say);
  kotori::Task<> rename(protocol::Rename rename);

  /// Goes on when the page, or a refusal, has been told.
  kotori::Task<> history(protocol::History history);

  /// Who is in a room now; nobody is in one that does not exist.
  kotori::Task<std::vector<Person>> who(RoomName room);

 private:
  const Service& service_;
  HostedRoom& room_;  // where it sits
  Reception& reception_;
  Recipient& recipient_;
  Hall& hall_;
  Person person_;
  DeviceId device_;
  VisitNumber number_;
};

}  // namespace chat
