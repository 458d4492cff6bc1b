#include "adapters/postgres/rows.hpp"

#include <charconv>
#include <libpq-fe.h>

namespace adapters::postgres {

void Rows::Clear::operator()(pg_result* result) const { PQclear(result); }

std::size_t Rows::size() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

bool Rows::is_null(std::size_t row, int column) const {
  return PQgetisnull(result_.get(), static_cast<int>(row), column) == 1;
}

std::string_view Rows::view(std::size_t row, int column) const {
  const auto place = static_cast<int>(row);
  const char* value = PQgetvalue(result_.get(), place, column);
  if (!value) throw DatabaseError("there is no such column");
  return {value, static_cast<std::size_t>(PQgetlength(result_.get(), place, column))};
}

std::int64_t Rows::integer(std::size_t row, int column) const {
  const auto text = view(row, column);
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size()) throw DatabaseError("there is no number");
  return number;
}

std::optional<std::int64_t> Rows::optional_integer(std::size_t row, int column) const {
  if (is_null(row, column)) return {};
  return integer(row, column);
}

}  // namespace adapters::postgres
