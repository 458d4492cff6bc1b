#include "kotori/http/chunk_line.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <charconv>

namespace kotori::inline v0::http {
namespace {

std::unexpected<Refusal> bad(std::string message) {
  return std::unexpected(Refusal{Status::bad_request, std::move(message)});
}

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool take_token(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_token_character);
  const auto length = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(length);
  return length > 0;
}

/// Behind its opening quote (RFC 9110 §5.6.4).
bool take_rest_of_quoted(std::string_view& text) {
  while (!text.empty()) {
    if (take(text, '"')) return true;
    if (take(text, '\\') && text.empty()) return false;
    text.remove_prefix(1);
  }
  return false;
}

/// One ;name or ;name=value, with the white space that is tolerated around its parts.
bool take_extension(std::string_view& text) {
  skip_blanks(text);
  if (!take(text, ';')) return false;
  skip_blanks(text);
  if (!take_token(text)) return false;
  const auto behind_name = text;
  skip_blanks(text);
  if (!take(text, '=')) {
    text = behind_name;
    return true;
  }
  skip_blanks(text);
  return take(text, '"') ? take_rest_of_quoted(text) : take_token(text);
}

}  // namespace

std::expected<std::uint64_t, Refusal> parse_chunk_line(std::string_view line) {
  const auto end = std::ranges::find_if_not(line, is_hex_digit);
  const auto digits = line.substr(0, static_cast<std::size_t>(end - line.begin()));
  if (digits.empty() || digits.size() > most_size_digits) return bad("the size of a chunk must be 1 to 16 hex digits");
  line.remove_prefix(digits.size());
  while (!line.empty())
    if (!take_extension(line)) return bad("a chunk extension is malformed");
  std::uint64_t size = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  return size;
}

}  // namespace kotori::inline v0::http
