#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// In which room of the chat each connection is: all in the lobby, or in turn in rooms that this run opens for itself.
class Rooms {
 public:
  /// 0: the lobby.
  explicit Rooms(std::size_t count = 0);

  bool are_opened() const { return opened_; }
  const std::vector<std::string>& names() const { return names_; }
  const std::string& of(std::uint32_t connection) const { return names_[connection % names_.size()]; }
  /// Whether this one is the first of its room, and opens it.
  bool opens(std::uint32_t connection) const { return opened_ && connection < names_.size(); }
  std::uint32_t opener_of(std::uint32_t connection) const {
    return connection % static_cast<std::uint32_t>(names_.size());
  }
  /// How many of so many connections are in the room of this one.
  std::size_t in_room_of(std::uint32_t connection, std::size_t connections) const;

 private:
  bool opened_;
  std::vector<std::string> names_;
};

}  // namespace bench
