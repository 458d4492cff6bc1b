#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/nodes.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace chat {

/// A hint with more facts than this may be told without any.
inline constexpr std::size_t most_facts_hinted = 512;

/// "This room is at this seq", with the facts that led there, as far as they fit. In another epoch it means nothing.
struct Hint {
  RoomName room;
  Seq seq;
  std::vector<protocol::Fact> facts;
  Epoch epoch = {};
  bool operator==(const Hint&) const = default;
  static constexpr auto json = json::shape("hint", json::field("room", &Hint::room), json::field("seq", &Hint::seq),
                                           json::field("facts", &Hint::facts, json::at_most(most_facts_hinted)),
                                           json::field("epoch", &Hint::epoch));
};

/// Who is in a room by a connection to the node that says so, in place of what it said before. In a room with very many
/// people it names protocol::most_people_named of them; `count` is how many there are.
struct Roster {
  RoomName room;
  std::uint32_t count = 0;
  std::vector<Person> people;
  bool operator==(const Roster&) const = default;
  static constexpr auto json =
      json::shape("roster", json::field("room", &Roster::room), json::field("count", &Roster::count),
                  json::field("people", &Roster::people, json::at_most(protocol::most_people_named)));
};
/// The node that says so has begun to hear this room: who has people in it tells its roster.
struct RosterWanted {
  RoomName room;
  bool operator==(const RosterWanted&) const = default;
  static constexpr auto json = json::shape("roster_wanted", json::field("room", &RosterWanted::room));
};
/// Rooms in which the node that says so has people, and knows of no other node that has: who has people in one of them
/// tells its roster. They are named by sign_of(). All nodes that have people hear it, as news of the lobby.
struct AloneIn {
  static constexpr std::size_t most_rooms = 4'000;
  RoomName room;
  std::vector<std::uint32_t> rooms;
  bool operator==(const AloneIn&) const = default;
  static constexpr auto json = json::shape("alone_in", json::field("room", &AloneIn::room),
                                           json::field("rooms", &AloneIn::rooms, json::at_most(most_rooms)));
};
/// Two rooms may have the same.
std::uint32_t sign_of(const RoomName& room);

/// Somebody writes in a room.
struct Writes {
  RoomName room;
  Person person;
  bool operator==(const Writes&) const = default;
  static constexpr auto json =
      json::shape("writes", json::field("room", &Writes::room), json::field("person", &Writes::person));
};
/// For all connections of a person: how far they have read, or that they are a member somewhere, or no longer.
struct ForPerson {
  VisitorNumber visitor = 0;
  std::variant<protocol::ReadElsewhere, protocol::MembershipElsewhere> notice;
  bool operator==(const ForPerson&) const = default;
  static constexpr auto json =
      json::shape("for_person", json::field("visitor", &ForPerson::visitor), json::field("notice", &ForPerson::notice));
};

using News = std::variant<Hint, Roster, RosterWanted, AloneIn, Writes, ForPerson>;

/// What news is about: a room, or a person.
using Topic = std::variant<RoomName, VisitorNumber>;
Topic topic_of(const News& news);

class BusListener {
 public:
  /// On which node it is; the same for as long as it listens.
  virtual const NodeId& node() const = 0;
  /// Called on any thread; must neither wait nor call the bus.
  virtual void on_news(const NodeId& from, const News& news) = 0;

 protected:
  ~BusListener() = default;
};

/// Tells the other nodes that serve the same log what has been stored, and what passes. It only hints: it may lose,
/// double and reorder, and who listens asks the log when something is missing. Any thread may call it.
class Bus {
 public:
  virtual ~Bus() = default;
  virtual void listen(BusListener& listener) = 0;
  /// When it returns, the listener hears nothing any more.
  virtual void forget(BusListener& listener) = 0;
  /// From here on, soon, news about this is heard; what nobody wants may be left out. Wanted once, however often it is
  /// asked for.
  virtual void want(const Topic& topic) = 0;
  virtual void want_no_more(const Topic& topic) = 0;
  /// Tells everyone who listens but `from`.
  virtual void publish(const News& news, const BusListener& from) = 0;
};

}  // namespace chat
