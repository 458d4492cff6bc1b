#pragma once
#include "adapters/log_sqlite/database.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/log.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace adapters::sqlite {

/// The only writing connection: numbers facts and checks what they ask for. Used on the writer's thread only.
/// Everything between begin() and commit() is kept together or not at all. All throw DatabaseError.
class Store {
 public:
  /// Makes or migrates the database; see migrate().
  explicit Store(const std::filesystem::path& file);

  const chat::Epoch& epoch() const { return epoch_; }

  void begin() { database_.run("BEGIN IMMEDIATE"); }
  chat::Outcome append(const chat::Intent& intent);
  chat::Visitor admit(const chat::UserId& user);
  /// On disk when it returns.
  void commit() { database_.run("COMMIT"); }
  /// Ends the transaction if there still is one.
  void roll_back() noexcept;

 private:
  struct Place {
    std::int64_t room;
    std::int64_t seq;
  };
  Place next_place(const chat::RoomName& room);
  bool holds(chat::Precondition precondition, const chat::Intent& intent, std::int64_t author);

  Database database_;
  chat::Epoch epoch_;
  Statement person_, person_by_name_key_, take_number_, add_person_, rename_person_;
  Statement fact_by_origin_, take_place_, add_fact_;
};

}  // namespace adapters::sqlite
