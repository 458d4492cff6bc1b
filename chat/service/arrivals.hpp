#pragma once
#include "chat/model/ids.hpp"
#include "chat/protocol/facts.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace chat {

/// Those who are being let in while the log says who they are: of what becomes of them meanwhile the answer may know
/// nothing, and nobody else here knows them yet. Belongs to the lobby's loop.
class Arrivals {
 public:
  /// One of them, while it lives.
  class Arriving {
   public:
    Arriving(Arrivals& all, UserId user) : all_(all.arriving_), user_(std::move(user)) { all_.push_back(this); }
    ~Arriving() { std::erase(all_, this); }
    Arriving(const Arriving&) = delete;
    Arriving& operator=(const Arriving&) = delete;

    const std::optional<protocol::Renamed>& renamed() const { return renamed_; }
    const std::vector<RoomName>& joined() const { return joined_; }

   private:
    friend class Arrivals;
    std::vector<Arriving*>& all_;
    UserId user_;
    std::optional<protocol::Renamed> renamed_;
    std::vector<RoomName> joined_;
  };

  void renamed(const protocol::Renamed& fact) {
    for (auto* each : arriving_)
      if (each->user_ == fact.user.id) each->renamed_ = fact;
  }
  /// By another connection of theirs.
  void joined(const UserId& user, const RoomName& room) {
    for (auto* each : arriving_)
      if (each->user_ == user) each->joined_.push_back(room);
  }

 private:
  std::vector<Arriving*> arriving_;
};

}  // namespace chat
