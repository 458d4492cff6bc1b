#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/refusal.hpp"
#include "chat/room/presence.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace chat {

/// What a room says to a command: what the log should store; or, with a refusal, what the log should look for, for a
/// command that has been kept before is answered as it was then, whatever the rules say now.
struct Decision {
  Intent intent;
  std::optional<protocol::Refusal> refusal;
  std::uint64_t number = 0;  ///< a room's decisions are counted
  bool operator==(const Decision&) const = default;
};

/// One room: who is there, and the rules of what they may do. Plain code: it is asked, and answers with what the log
/// should store. What has happened it learns from apply(): only the log numbers facts, and decides what rests on them.
class Room {
 public:
  /// `head` is the seq of its last stored fact. The lobby has no members: everyone is in it.
  Room(RoomName name, Seq head, std::unordered_set<std::string> members = {});
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const RoomName& name() const { return name_; }
  Seq head() const { return head_; }

  /// Whether this person may hear what happens here.
  bool admits(const UserId& user) const;

  /// A connection of somebody came or went: what the others should hear, if it was the first or the last one on
  /// whichever node.
  std::optional<protocol::Here> arrive(const Visitor& visitor);
  std::optional<protocol::Gone> leave(const UserId& user);

  /// How many people are there, and some of them, in the order of their ids.
  std::size_t count() const { return presence_.count(); }
  std::vector<Person> here(std::size_t most) const { return presence_.here(most); }
  /// Null when this person is not there by a connection to this node.
  const Visitor* find(const UserId& user) const { return presence_.find(user); }

  /// Who is there by a connection to this node, and, as other nodes say, by one to them.
  Presence& presence() { return presence_; }

  Decision decide(VisitorNumber who, Origin by, protocol::Command command);

  /// The fact that comes next, seq head + 1, has been stored.
  void apply(const protocol::Fact& fact);
  /// Somebody goes by another name.
  void rename(const Person& person) { presence_.rename(person); }

  /// What was decided could not be kept. Until it comes again, nothing else of its device may overtake it. The first of
  /// several has to come first, in whichever order they are reported.
  void could_not_keep(const Decision& decision);

 private:
  struct Device {
    UserId user;
    DeviceId device;
    auto operator<=>(const Device&) const = default;
  };
  std::optional<protocol::Refusal> owes_another(const Origin& by);

  RoomName name_;
  Seq head_;
  std::unordered_set<std::string> members_;
  Presence presence_;
  struct Owed {
    std::uint64_t number;
    ClientId client_id;
  };
  std::map<Device, Owed> owed_;  // what each device must send again first
  std::uint64_t decisions_ = 0;
};

}  // namespace chat
