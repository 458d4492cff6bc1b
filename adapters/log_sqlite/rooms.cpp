#include "adapters/log_sqlite/rooms.hpp"

namespace adapters::sqlite {

Rooms::Rooms(Database& database)
    : find_(database, "SELECT id, head, topic, opener, closed FROM rooms WHERE name = ?"),
      by_key_(database, "SELECT id FROM rooms WHERE key = ?"),
      add_(database, "INSERT INTO rooms (name, key, topic, opener, head) VALUES (?, ?, ?, ?, 0) RETURNING id"),
      set_head_(database, "UPDATE rooms SET head = ? WHERE id = ?"),
      set_topic_(database, "UPDATE rooms SET topic = ? WHERE id = ?"),
      close_(database, "UPDATE rooms SET closed = 1 WHERE id = ?") {}

KnownRoom* Rooms::find(const chat::RoomName& name) {
  if (const auto met = met_.find(name.value); met != met_.end()) return &met->second;
  auto rows = find_.rows(name.value);
  if (!rows.next()) return nullptr;
  KnownRoom room{.id = rows.integer(0),
                 .head = rows.integer(1),
                 .topic = rows.text(2),
                 .opener = rows.optional_integer(3),
                 .closed = rows.integer(4) != 0};
  return &met_.try_emplace(name.value, std::move(room)).first->second;
}

KnownRoom& Rooms::open(const chat::RoomName& name, const std::string& key, const std::string& topic,
                       std::int64_t opener) {
  KnownRoom room{.topic = topic, .opener = opener};
  for (auto rows = add_.rows(name.value, key, topic, opener); rows.next();) room.id = rows.integer(0);
  return met_.try_emplace(name.value, std::move(room)).first->second;
}

void Rooms::set_topic(KnownRoom& room, const std::string& topic) {
  set_topic_.run(topic, room.id);
  room.topic = topic;
}

void Rooms::close(KnownRoom& room) {
  close_.run(room.id);
  room.closed = true;
}

void Rooms::move_head(KnownRoom& room) {
  ++room.head;
  if (room.head_moved) return;
  room.head_moved = true;
  moved_.push_back(&room);
}

void Rooms::write_heads() {
  for (auto* room : moved_) {
    set_head_.run(room->head, room->id);
    room->head_moved = false;
  }
  moved_.clear();
}

void Rooms::forget() {
  moved_.clear();
  met_.clear();
}

}  // namespace adapters::sqlite
