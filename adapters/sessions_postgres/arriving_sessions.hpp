#pragma once
#include "adapters/postgres/copy_in.hpp"
#include "adapters/postgres/session.hpp"
#include "kotori/sessions/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace adapters {

/// Sessions that come from another store into that of PostgresSessions, in place of all that are there, as a part of
/// the transaction in which `within` is. Until finish() the session does nothing else. Throws DatabaseError.
class ArrivingSessions {
 public:
  explicit ArrivingSessions(postgres::Session& within);
  void add(const std::string& id, const kotori::sessions::Record& record);
  /// How many there are.
  std::int64_t finish() { return copy_->finish(); }

 private:
  std::optional<postgres::CopyIn> copy_;
};

}  // namespace adapters
