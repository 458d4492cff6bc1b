#pragma once
#include "adapters/sqlite/database.hpp"
#include "chat/model/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace adapters::sqlite {

struct KnownRoom {
  std::int64_t id = 0;
  std::int64_t head = 0;
  std::string topic;
  std::optional<std::int64_t> opener;
  bool closed = false;
  bool head_moved = false;  ///< and is not in its row yet
};

/// Rooms, as the writer knows them: those in which something happened lately are in memory. All throw DatabaseError.
class Rooms {
 public:
  explicit Rooms(Database& database);

  /// Null when there is none. Good until forget().
  KnownRoom* find(const chat::RoomName& name);
  bool is_key_free(const std::string& key) { return !by_key_.number(key); }
  /// A room that is not there yet, nor another of its key.
  KnownRoom& open(const chat::RoomName& name, const std::string& key, const std::string& topic, std::int64_t opener);
  void set_topic(KnownRoom& room, const std::string& topic);
  void close(KnownRoom& room);

  /// The room has a fact more. Its row says so after write_heads().
  void move_head(KnownRoom& room);
  void write_heads();

  /// Drops what is in memory. Every room that was found is gone.
  void forget();
  std::size_t in_memory() const { return met_.size(); }

 private:
  Statement find_, by_key_, add_, set_head_, set_topic_, close_;
  std::unordered_map<std::string, KnownRoom> met_;
  std::vector<KnownRoom*> moved_;
};

}  // namespace adapters::sqlite
