#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/protocol/facts.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

namespace chat {

/// It is not known to be kept; the same intent may be appended again, and is kept once.
struct Unavailable {
  bool storage_full = false;
  bool operator==(const Unavailable&) const = default;
};
/// The fact as it is on disk now, with its seq, its time and the names.
struct Stored {
  protocol::Fact fact;
  bool operator==(const Stored&) const = default;
};
/// This command has made a fact before: this one.
struct Duplicate {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  bool operator==(const Duplicate&) const = default;
};
/// Nothing was kept, because it is so already: a member joins, a reaction that is there is given.
struct Unchanged {
  bool operator==(const Unchanged&) const = default;
};
/// Nothing was kept, nor will be if it is tried again.
enum class Conflict : std::uint8_t {
  already_used,     ///< the origin's client id made a fact of another kind or in another room
  unknown_user,     ///< never admitted
  name_taken,       ///< Precondition::name_free does not hold; likewise the others
  room_exists,      ///< room_new
  unknown_room,     ///< room_open: there is none; only Open needs none, whether this was asked for or not
  room_closed,      ///< room_open
  not_a_member,     ///< member
  no_such_message,  ///< message_there, whether it was asked for or not
  not_yours,        ///< own_message, opener
  too_many,         ///< reactions to a message, see most_reactions; rooms of a person, see protocol::most_rooms
  never,            ///< never: this command has not been kept before
};
using Outcome = std::variant<Unavailable, Stored, Duplicate, Unchanged, Conflict>;

/// Asks for facts of a room: the newest ones, those next before a seq, those next after it, those between the two, or
/// those around a seq. `around` is given alone: half of the page is before the seq, the rest begins with it.
struct PageRequest {
  RoomName room;
  std::optional<Seq> before = {};
  std::optional<Seq> after = {};
  std::optional<Seq> around = {};
  std::optional<Seq> thread = {};  ///< only this message and what is said in its thread; together with any of the above
  std::size_t limit = 0;
};
/// Facts in ascending order without holes (but in a thread); messages as they are now. `more` says whether there are
/// others behind the far end: older ones, or with `after` newer ones; `newer` whether there are newer ones behind a
/// page that was asked for with `around`. A page may end early to keep its size bounded, but is empty only when there
/// is nothing to read.
struct Page {
  std::vector<protocol::Fact> facts;
  bool more = false;
  bool newer = false;
};

/// A room as its facts have made it.
struct RoomRecord {
  Seq head;
  std::string topic;
  bool closed = false;
  std::unordered_set<std::string> members;  ///< ids of users; of the lobby: none
  bool operator==(const RoomRecord&) const = default;
};

/// Somebody who comes: who they are, and the rooms of which they are a member, the lobby first.
struct Admission {
  Visitor visitor;
  std::vector<protocol::RoomState> rooms;
};

/// The open rooms next after a name, in the order of their names, the lobby among them.
struct RoomsRequest {
  std::optional<RoomName> after = {};
  std::size_t limit = 0;
};
struct RoomsPage {
  std::vector<protocol::RoomSummary> rooms;
  bool more = false;
};

/// Somebody has read a room up to a seq.
struct ReadMark {
  UserId user;
  RoomName room;
  Seq seq;
  bool operator==(const ReadMark&) const = default;
};

/// Decides the truth: what is appended here gets the next number of its room and is on disk before anyone hears of it.
///
/// Any loop may call it; each answer comes back on the loop that asked. It never blocks a loop. What one loop appends
/// is stored in the order in which the appends were begun, and answered so, but that an Unavailable may come earlier.
/// After an Unavailable, all that this loop began
/// to append before it heard of that is Unavailable, too: nothing overtakes what failed. Destroy it when nothing it was
/// asked is unanswered. The lobby exists from the beginning.
class Log {
 public:
  virtual ~Log() = default;

  /// Keeps a fact, once for each origin; see Outcome. A repeat is found before any precondition is looked at, and the
  /// preconditions are looked at in their order.
  virtual kotori::Task<Outcome> append(Intent intent) = 0;

  /// The person with this id. Who comes for the first time gets the next number, and the name that goes with it; who
  /// has come before is let in also while nothing can be kept. Sees what this loop has appended before. Error:
  /// unavailable.
  virtual kotori::Task<kotori::Result<Admission>> admit(UserId user) = 0;

  /// Keeps how far people have read; a mark never goes back nor beyond the head, and one for an unknown user or room is
  /// passed over. Not in order with the appends. Error: unavailable.
  virtual kotori::Task<kotori::Result<void>> keep_read(std::vector<ReadMark> marks) = 0;

  /// What is committed when it looks. Error: unavailable. A room that is not known has no facts.
  virtual kotori::Task<kotori::Result<Page>> read(PageRequest request) = 0;
  /// Empty: there is no such room. Error: unavailable.
  virtual kotori::Task<kotori::Result<std::optional<RoomRecord>>> room(RoomName name) = 0;
  /// Error: unavailable.
  virtual kotori::Task<kotori::Result<RoomsPage>> rooms(RoomsRequest request) = 0;

  /// How far these rooms have come, in the order in which they are asked for; one that is not known, 0. Error:
  /// unavailable.
  virtual kotori::Task<kotori::Result<std::vector<Seq>>> heads(std::vector<RoomName> rooms) = 0;

  /// Whether it answers, as far as is known now. Any thread.
  virtual bool reachable() const { return true; }

  virtual Epoch epoch() const = 0;
  /// A log that others also serve may turn out to be another one than it was: after a failover. From then on everything
  /// is Unavailable and `changed` is called, on any thread; epoch() is the old one until adopt(), which is called when
  /// nobody holds anything of the old log any more. Without a function, from then on nobody is called.
  virtual void when_changed(std::function<void()> /*changed*/) {}
  virtual void adopt() {}
};

}  // namespace chat
