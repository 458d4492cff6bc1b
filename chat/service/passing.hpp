#pragma once
#include "chat/model/person.hpp"
#include "chat/room/room.hpp"
#include "chat/service/telling.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/timer.hpp"

#include <utility>
#include <vector>

namespace chat {

/// What passes in a room and is kept nowhere: who comes and goes, who is writing. It is told at most once a second
/// where it could become much, and dropped first.
class Passing final : kotori::Timer {
 public:
  /// All outlive it.
  Passing(kotori::Loop& loop, const Room& room, Telling& telling) : loop_(loop), room_(room), telling_(telling) {}

  void came(protocol::Here here) { changed(std::move(here)); }
  void went(protocol::Gone gone) { changed(std::move(gone)); }
  /// How many people are there has changed.
  void counted();
  /// Whether that will be told.
  bool writes(const Person& person);

 private:
  void changed(protocol::Event how);
  void tell_of_crowd();
  void tell_of_writing();
  void on_time() override;

  kotori::Loop& loop_;
  const Room& room_;
  Telling& telling_;
  std::vector<Person> writing_;
  bool crowded_ = false;        // too many to tell of each
  bool crowd_changed_ = false;  // since it was told
};

}  // namespace chat
