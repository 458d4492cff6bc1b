#pragma once
#include "adapters/postgres/session.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::postgres {

/// What goes into a column of type jsonb.
struct JsonText {
  std::string_view text;
};

/// Very many rows for a table, by COPY in its binary form: https://www.postgresql.org/docs/15/sql-copy.html. The
/// session does nothing else until finish(); without it, all is undone with the session. Throws DatabaseError.
class CopyIn {
 public:
  /// `into` is `table (column, another)`.
  CopyIn(Session& session, const std::string& into);
  CopyIn(const CopyIn&) = delete;
  CopyIn& operator=(const CopyIn&) = delete;

  /// A row, with fields of exactly the types of its columns: bool, std::int16_t (smallint), std::int64_t (bigint) or
  /// an optional one, text, JsonText. Waits when the server takes them slowly. A text that is not UTF-8, or has a NUL,
  /// is refused.
  template <class... Fields> void row(const Fields&... fields) {
    put_bytes(static_cast<std::int16_t>(sizeof...(Fields)));
    (put(fields), ...);
    end_row();
  }
  /// How many rows the server has taken.
  std::int64_t finish();

 private:
  template <class Number> void put_bytes(Number number);
  void put(bool truth);
  void put(std::int16_t number);
  void put(std::int64_t number);
  void put(std::optional<std::int64_t> number);
  void put(std::string_view text);
  void put(JsonText json);
  void put_size(std::size_t size);
  void end_row();
  void send();

  Session& session_;
  std::string bytes_;
};

}  // namespace adapters::postgres
