#pragma once
#include "adapters/log_rows/tables.hpp"
#include "adapters/sqlite/database.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::sqlite {

/// The tables of a database file as they are now: one read transaction, beside which a server may go on writing, though
/// its log cannot be cut back until this ends. Writes nothing.
class TablesOfFile final : public KeptTables {
 public:
  /// Throws std::runtime_error, with one line for people, when there is no database of this program's own schema.
  explicit TablesOfFile(const std::filesystem::path& file);

  std::unique_ptr<RowStream> rows(const std::string& sql, std::optional<std::string_view> text = {}) override;
  Database& database() { return database_; }

 private:
  Database database_;
};

}  // namespace adapters::sqlite
