#pragma once
#include "adapters/log_rows/tables.hpp"
#include "adapters/postgres/session.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::postgres {

/// The tables of a database as its session's transaction sees them, taken by cursors, a thousand rows at a time. The
/// session outlives it.
class TablesOfDatabase final : public KeptTables {
 public:
  explicit TablesOfDatabase(Session& session) : session_(session) {}

  std::unique_ptr<RowStream> rows(const std::string& sql, std::optional<std::string_view> text = {}) override;

 private:
  Session& session_;
  int cursors_ = 0;
};

}  // namespace adapters::postgres
