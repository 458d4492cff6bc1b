#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/protocol/events.hpp"
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace chat {

/// Nothing was kept; the same intent may be appended again.
struct Unavailable {
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
/// Nothing was kept, nor will be if it is tried again.
enum class Conflict : std::uint8_t {
  already_used,  ///< the origin's client id made a fact of another kind or in another room
  name_taken,    ///< Precondition::name_free does not hold
  unknown_user,  ///< never admitted
};
using Outcome = std::variant<Unavailable, Stored, Duplicate, Conflict>;

/// Asks for the facts next before a seq, for those next after it, or for the newest; at most one of both is given.
struct PageRequest {
  RoomName room;
  std::optional<Seq> before;
  std::optional<Seq> after;
  std::size_t limit = 0;
};
/// Facts in ascending order without holes; `more` says whether there are others behind the far end. A page may end
/// early to keep its size bounded, but is empty only when there is nothing to read.
struct Page {
  std::vector<protocol::Fact> facts;
  bool more = false;
};

struct Head {
  RoomName room;
  Seq seq;
  bool operator==(const Head&) const = default;
};

/// Decides the truth: what is appended here gets the next number of its room and is on disk before anyone hears of it.
///
/// Any loop may call it; each answer comes back on the loop that asked. It never blocks a loop. What one loop appends
/// is stored and answered in the order in which the appends were begun. After an Unavailable, everything this loop
/// began before it heard of that is Unavailable, too: nothing overtakes what failed. Destroy it when nothing it was
/// asked is unanswered.
class Log {
 public:
  virtual ~Log() = default;

  /// Keeps a fact, once for each origin; see Outcome. A repeat is found before any precondition is looked at.
  virtual kotori::Task<Outcome> append(Intent intent) = 0;

  /// The person with this id. Who comes for the first time gets the next number, and the name that goes with it.
  /// Answered in order with the appends of this loop. Error: unavailable.
  virtual kotori::Task<kotori::Result<Visitor>> admit(UserId user) = 0;

  /// Error: unavailable. A room that is not known has no facts.
  virtual kotori::Task<kotori::Result<Page>> read(PageRequest request) = 0;

  /// The rooms that have facts, and the seq of the last one in each. Error: unavailable.
  virtual kotori::Task<kotori::Result<std::vector<Head>>> heads() = 0;

  virtual Epoch epoch() const = 0;
};

}  // namespace chat
