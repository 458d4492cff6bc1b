#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/reception.hpp"
#include "kotori/async/task.hpp"

#include <vector>

namespace chat {

class Service;
class HostedRoom;

/// One connection of a person, from its welcome on. Destroying it is leaving. Belongs to the loop it arrived on.
///
/// Answers come to its recipient, later, and in the order of the commands as far as they are for one room. A command
/// that was begun outlives the visit: it is kept, and its answer is lost.
class Visit {
 public:
  Visit(Service& service, Reception& reception, Recipient& recipient, UserId user, DeviceId device);
  ~Visit();
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  /// Goes on at once, unless very many commands are unanswered: then a connection stops reading for a while.
  kotori::Task<> say(protocol::Say say);
  kotori::Task<> rename(protocol::Rename rename);

  /// Goes on when the page has been told.
  kotori::Task<> history(protocol::History history);

  /// Who is in a room; nobody is in one that does not exist.
  kotori::Task<std::vector<Person>> who(RoomName room);

 private:
  Origin origin(ClientId client_id) const;

  Service& service_;
  Reception& reception_;
  Recipient& recipient_;
  UserId user_;
  DeviceId device_;
  VisitNumber number_;
};

}  // namespace chat
