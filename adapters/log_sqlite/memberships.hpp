#pragma once
#include "adapters/sqlite/database.hpp"
#include "chat/ports/log.hpp"

#include <cstdint>
#include <vector>

namespace adapters::sqlite {

/// Who is a member of which room, and how far they have read it. Everyone is in the lobby, and nobody is its member.
/// All throw DatabaseError.
class Memberships {
 public:
  explicit Memberships(Database& database);

  bool has(std::int64_t person, std::int64_t room) { return has_.number(person, room).has_value(); }
  std::size_t count(std::int64_t person) { return static_cast<std::size_t>(count_.number(person).value_or(0)); }
  void add(std::int64_t person, std::int64_t room) { add_.run(person, room); }
  void remove(std::int64_t person, std::int64_t room) { remove_.run(person, room); }

  /// The lobby, and the rooms of which they are a member in the order of their names, as they are on disk.
  std::vector<chat::protocol::RoomState> of(std::int64_t person);
  void keep(const chat::ReadMark& mark);

 private:
  Statement has_, count_, add_, remove_, lobby_, rooms_, keep_;
};

}  // namespace adapters::sqlite
