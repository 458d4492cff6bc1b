#pragma once
#include "adapters/log_rows/replay.hpp"
#include "adapters/log_rows/tables.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace adapters {

/// Rows in the order of their first column, which says of which room they are: taken room by room, in that order.
class RowsByRoom {
 public:
  explicit RowsByRoom(std::unique_ptr<RowStream> rows) : rows_(std::move(rows)), is_there_(rows_->next()) {}

  /// The next row of this room; empty after its last.
  const RowStream* next_of(std::int64_t room) {
    if (is_taken_) is_there_ = rows_->next();
    is_taken_ = false;
    while (is_there_ && rows_->integer(0) < room) is_there_ = rows_->next();
    if (!is_there_ || rows_->integer(0) != room) return nullptr;
    is_taken_ = true;
    return rows_.get();
  }

 private:
  std::unique_ptr<RowStream> rows_;
  bool is_there_, is_taken_ = false;
};

/// Replays rooms, and compares what their facts come to with what is kept of them.
class RoomJudge {
 public:
  RoomJudge(KeptTables& tables, Findings& findings);
  RoomJudge(const RoomJudge&) = delete;
  RoomJudge& operator=(const RoomJudge&) = delete;

  struct RoomRow {
    std::int64_t id = 0;
    std::string name;
    std::int64_t head = 0;
    std::string topic;
    bool closed = false;
    std::int64_t opener = 0;  ///< -1: nobody
  };
  /// How many facts it has. Each room once, in the order of their ids.
  std::uint64_t judge(const RoomRow& room);

  /// The name that somebody chose last, empty if they never did; after all rooms.
  std::string chosen_name(std::int64_t person) const;

 private:
  void compare_room(const RoomRow& room, const Replay& replay);
  void compare_states(const Replay& replay);
  void compare_state(std::int64_t seq, const Fate& kept, const Fate& fate);
  void compare_summary(std::int64_t seq, std::string_view kept, const Replay& replay);
  void compare_reactions(const Replay& replay);
  void compare_members(const Replay& replay);
  std::string reactions_of(std::int64_t message, const Replay& replay);
  const std::string& id_of(std::int64_t person);

  KeptTables& tables_;
  Findings& findings_;
  RowsByRoom facts_, states_, reactions_, members_;
  std::int64_t room_ = 0;  // the one that is being judged, and how findings call it
  std::string called_;
  std::unordered_map<std::int64_t, std::string> names_;
  std::unordered_map<std::int64_t, std::string> ids_;
};

}  // namespace adapters
