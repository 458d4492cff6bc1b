#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace adapters {

/// What a query answers, row by row. Columns are counted from 0. NULL is 0, and an empty text.
class RowStream {
 public:
  RowStream() = default;
  virtual ~RowStream() = default;
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  virtual bool next() = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::optional<std::int64_t> optional_integer(int column) const = 0;
  /// Good until the next row.
  virtual std::string_view view(int column) const = 0;
};

/// The tables of a log as they are at one moment, in whichever database: for those who look through all of it. Their
/// names and columns are the same everywhere; a query is in words that every database knows. Throws
/// std::runtime_error.
class KeptTables {
 public:
  KeptTables() = default;
  virtual ~KeptTables() = default;
  KeptTables(const KeptTables&) = delete;
  KeptTables& operator=(const KeptTables&) = delete;

  /// `text` stands in the place of $1. Several answers may be read beside one another. The tables outlive them.
  virtual std::unique_ptr<RowStream> rows(const std::string& sql, std::optional<std::string_view> text = {}) = 0;

  /// The number in the first row; 0 when there is none.
  std::int64_t number(const std::string& sql) {
    const auto row = rows(sql);
    return row->next() ? row->integer(0) : 0;
  }
};

}  // namespace adapters
