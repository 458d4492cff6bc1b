#pragma once
#include "adapters/log_sqlite/replay.hpp"
#include "adapters/sqlite/database.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace adapters::sqlite {

/// Replays rooms, and compares what their facts come to with what is kept of them.
class RoomVerifier {
 public:
  RoomVerifier(Database& database, Findings& findings);
  RoomVerifier(const RoomVerifier&) = delete;
  RoomVerifier& operator=(const RoomVerifier&) = delete;

  struct RoomRow {
    std::int64_t id = 0;
    std::string name;
    std::int64_t head = 0;
    std::string topic;
    bool closed = false;
    std::int64_t opener = 0;  ///< -1: nobody
  };
  /// How many facts it has.
  std::uint64_t verify(const RoomRow& room);

  /// The name that somebody chose last, empty if they never did; after all rooms.
  std::string chosen_name(std::int64_t person);

 private:
  void compare_room(const RoomRow& room, const Replay& replay);
  void compare_states(const Replay& replay);
  void compare_state(std::int64_t seq, const Fate& kept, const Fate& fate);
  void compare_summary(std::int64_t seq, const std::string& kept, const Replay& replay);
  void compare_reactions(const Replay& replay);
  void compare_members(const Replay& replay);
  std::string reactions_of(std::int64_t message, const Replay& replay);

  Findings& findings_;
  Statement facts_, name_, states_, reactions_, members_, user_;
  std::int64_t room_ = 0;  // the one that is being verified, and how findings call it
  std::string called_;
  struct Place {
    std::int64_t room, seq;
  };
  std::unordered_map<std::int64_t, Place> renamings_;
};

}  // namespace adapters::sqlite
