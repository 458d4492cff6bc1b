#pragma once
#include "adapters/log_sqlite/rules.hpp"
#include "adapters/sqlite/database.hpp"
#include "chat/model/intent.hpp"
#include "chat/ports/log.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace adapters::sqlite {

/// The only writing connection: numbers facts and checks what they ask for. Used on the writer's thread only.
/// Everything between begin() and commit() is kept together or not at all. All throw DatabaseError.
class Store {
 public:
  /// Makes or migrates the database; see migrate().
  explicit Store(const std::filesystem::path& file);

  const chat::Epoch& epoch() const { return epoch_; }

  /// Waits while another process writes.
  void begin();
  /// Takes the texts out of the intent if it stores it.
  chat::Outcome append(chat::Intent& intent);
  chat::Admission admit(const chat::UserId& user);
  void keep_read(std::span<const chat::ReadMark> marks);
  /// On disk when it returns.
  void commit();
  /// Ends the transaction if there still is one.
  void roll_back() noexcept;

  /// Who has been admitted before; it needs no transaction. Empty: nobody.
  std::optional<chat::Admission> find(const chat::UserId& user);

  /// True when there is a text in the WAL that was deleted, or the WAL is very long: truncate_wal() is called for.
  bool wants_truncation() const;
  /// False when another process reads or writes; no reader of this one may. Waits for nobody.
  bool truncate_wal();
  /// True when the WAL is long: checkpoint() is called for.
  bool wants_checkpoint() const;
  void checkpoint() { database_.checkpoint(); }

 private:
  chat::Admission admission(const chat::UserId& user, const KnownPerson& person);
  std::optional<chat::Outcome> find_repeat(const Asked& asked);
  chat::Outcome keep(Asked& asked);
  void take_effect(Asked& asked, const std::string& body, std::optional<std::int64_t> thread, std::int64_t seq);
  void forget();

  Database database_;
  chat::Epoch epoch_;
  Tables tables_;
  Statement begin_, commit_, data_version_, fact_by_origin_, add_fact_;
  std::int64_t version_ = 0;  // another one when another process has written
  int wal_pages_ = 0;
  bool wiped_ = false;       // in this transaction
  bool text_in_wal_ = true;  // which was deleted; who ran before us may have left one
};

}  // namespace adapters::sqlite
