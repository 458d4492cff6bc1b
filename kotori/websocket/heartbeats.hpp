#pragma once
#include "kotori/async/timer.hpp"
#include "kotori/websocket/pulse.hpp"

#include <array>
#include <cstddef>

namespace kotori::inline v0 {
class Loop;
}

namespace kotori::inline v0::websocket {

class Connection;

/// A place in one of the lists of Heartbeats, or in none; it is left when this goes.
class Link {
 public:
  Link() = default;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

 protected:
  ~Link() { leave(); }

 private:
  friend class Heartbeats;
  void join(Link& list);
  void leave();

  Link* before_ = nullptr;
  Link* behind_ = nullptr;
};

/// Looks at the connections of a loop, loop.local<Heartbeats>(), each when its pulse may be due: a wheel of lists, one
/// for each tick of half a minute to come, and one timer for all. What a peer says meanwhile moves nothing here, so
/// that it costs nothing.
class Heartbeats final : Timer {
 public:
  explicit Heartbeats(Loop& loop) : loop_(loop) {}

  /// The connection's look() is called, once, when that tick begins or earlier: it asks again if that is too early.
  void look_at(Connection& connection, Tick when);

 private:
  struct List : Link {
    List();
    ~List();
    bool empty() const { return behind_ == this; }
    void take_all(List& from);
    Connection* take_first();
  };
  static constexpr Tick slots = 512;

  void on_time() override;
  void wait_for(Tick when);
  List& list(Tick when) { return lists_[when % slots]; }

  Loop& loop_;
  Tick swept_ = 0;      // the last whose list is done with
  Tick waits_for_ = 0;  // while it is armed
  std::array<List, slots> lists_;
};

}  // namespace kotori::inline v0::websocket
