#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct pg_result;

namespace adapters::postgres {

/// What the server says when it refuses, with its five letters:
/// https://www.postgresql.org/docs/15/errcodes-appendix.html
struct DatabaseError : std::runtime_error {
  explicit DatabaseError(const std::string& what, std::string state = {})
      : std::runtime_error(what), sqlstate(std::move(state)) {}
  std::string sqlstate;  ///< empty: the connection is lost, or what came is not what was asked for
};

/// What a statement has answered. Rows and columns are counted from 0.
class Rows {
 public:
  /// Takes it over.
  explicit Rows(pg_result* result) : result_(result) {}

  std::size_t size() const;
  bool is_null(std::size_t row, int column) const;
  /// Empty for NULL; good as long as these rows.
  std::string_view view(std::size_t row, int column) const;
  std::string text(std::size_t row, int column) const { return std::string{view(row, column)}; }
  bool truth(std::size_t row, int column) const { return view(row, column) == "t"; }
  /// Throws DatabaseError when it is none.
  std::int64_t integer(std::size_t row, int column) const;
  std::optional<std::int64_t> optional_integer(std::size_t row, int column) const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// Why a statement has no answer.
struct Failure {
  enum class Kind : std::uint8_t {
    unsent,   ///< there is no connection, or too much waits for it: it has not been done
    lost,     ///< the connection was lost meanwhile: it may have been done, or may yet be
    refused,  ///< by the server: it has not been done
  };
  Kind kind = Kind::unsent;
  std::string message;   ///< for people, without what was asked
  std::string sqlstate;  ///< of what was refused
};
using Answer = std::expected<Rows, Failure>;

}  // namespace adapters::postgres
