#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/refusal.hpp"

#include <compare>
#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chat {

/// One room: who is there, and the rules of what they may do. Plain code: it is asked, and answers with what the log
/// should store or with a refusal. What has happened it learns from apply(): only the log numbers facts.
class Room {
 public:
  using Decision = std::expected<Intent, protocol::Refusal>;

  /// `head` is the seq of its last stored fact.
  Room(RoomName name, Seq head);
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const RoomName& name() const { return name_; }
  Seq head() const { return head_; }

  /// A connection of somebody came or went: what the others should hear, if it was the first or the last one.
  std::optional<protocol::Here> arrive(const Visitor& visitor);
  std::optional<protocol::Gone> leave(const UserId& user);

  /// Everyone who is there, once, in the order of their ids.
  std::vector<Person> here() const;
  /// Null when this person is not there.
  const Person* find(const UserId& user) const;

  Decision say(Origin by, std::string text);
  Decision rename(Origin by, std::string_view name);

  /// The fact that comes next, seq head + 1, has been stored.
  void apply(const protocol::Fact& fact);

  /// This command could not be kept. Until it comes again, nothing else of its device may overtake it.
  void could_not_keep(const Origin& by);

 private:
  struct Present {
    Visitor visitor;
    std::size_t connections = 0;
  };
  struct Device {
    UserId user;
    DeviceId device;
    auto operator<=>(const Device&) const = default;
  };
  std::optional<protocol::Refusal> early_refusal(const Origin& by);

  RoomName name_;
  Seq head_;
  std::map<UserId, Present> present_;
  std::map<Device, ClientId> owed_;  // what each device must send again first
};

}  // namespace chat
