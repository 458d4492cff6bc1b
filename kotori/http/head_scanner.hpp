#pragma once
#include "kotori/http/limits.hpp"
#include "kotori/http/status.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string_view>

namespace kotori::inline v0::http {

/// What a parser that is fed piece by piece has to say: a T, empty while more bytes must come, or why it will never be.
template <class T> using Parsed = std::expected<std::optional<T>, Refusal>;

/// Finds the end of a head, looking at each byte once, and refuses on sight what can never become one (RFC 9112 §2.2):
/// lines that do not end in CRLF (a bare LF is refused, not guessed), control characters, too much of anything.
/// One empty line in front is skipped.
class HeadScanner {
 public:
  explicit HeadScanner(const Limits& limits) : limits_(limits) {}

  /// How many of these bytes, which follow those of the last call, belong to the head; empty: all, and it goes on.
  Parsed<std::size_t> scan(std::string_view bytes);

 private:
  std::optional<Refusal> take_text(std::string_view text);
  std::optional<Refusal> look_at(char c);
  std::optional<Refusal> end_line();

  Limits limits_;
  std::size_t length_ = 0;
  std::size_t line_length_ = 0;
  std::size_t lines_ = 0;
  bool after_cr_ = false;
  bool method_ended_ = false;
  bool skipped_ = false;
  bool complete_ = false;
};

}  // namespace kotori::inline v0::http
