#pragma once
#include "adapters/sqlite/database.hpp"
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace adapters::sqlite {

struct KnownPerson {
  std::int64_t number = 0;
  std::string name;
};

/// People, as the writer knows them: whoever it has met lately is in memory. All throw DatabaseError.
class People {
 public:
  explicit People(Database& database);

  /// Null when they were never admitted. Good until forget().
  KnownPerson* find(const chat::UserId& id);
  /// Who is not there yet: gives them the next number and the name that goes with it.
  KnownPerson& admit(const chat::UserId& id);
  /// Nobody else has this name.
  bool is_free(const chat::Name& name, const KnownPerson& person);
  void rename(KnownPerson& person, const chat::Name& name);

  /// Drops what is in memory. Everyone who was found is gone.
  void forget() { met_.clear(); }
  std::size_t in_memory() const { return met_.size(); }

 private:
  Statement find_, holder_, next_number_, add_, rename_;
  std::unordered_map<std::string, KnownPerson> met_;
};

}  // namespace adapters::sqlite
