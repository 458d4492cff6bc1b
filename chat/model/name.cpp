#include "chat/model/name.hpp"

#include "chat/model/unicode.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>
#include <utility>

namespace chat {
namespace {

constexpr std::array<std::string_view, 10> reserved{"admin",     "administrator", "everyone", "help",    "kotori",
                                                    "moderator", "root",          "server",   "support", "system"};

// Emoji are told from plain signs by these two, which draw nothing themselves.
bool is_variation(char32_t c) { return c == U'\uFE0E' || c == U'\uFE0F'; }

// "ann said: hi" must not be sayable by a name.
bool is_colon(char32_t c) {
  constexpr std::u32string_view colons = U":\u02D0\u02F8\u0589\u05C3\u2236\uA789\uFE13\uFE30\uFE55\uFF1A";
  return colons.contains(c);
}

// Letters of other scripts that are drawn like the Latin ones of the reserved words.
char32_t latin_twin(char32_t c) {
  constexpr std::u32string_view twins = U"аеорсуѕіԁмтнкіαεοριντκυ", latin = U"aeopcysidmthkiaeopivtku";
  static_assert(twins.size() == latin.size());
  const auto at = twins.find(c);
  return at == std::u32string_view::npos ? c : latin[at];
}

std::string utf8_of(char32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  return "?";
}

// The word one would take a name for: without accents, spaces and punctuation, any digit as 0.
std::string word_of(std::string_view name) {
  std::string word;
  for (const auto c : unicode::code_points(unicode::bare_letters(name)).value_or(U""))
    if (unicode::is_letter_or_digit(c)) word += unicode::is_digit(c) ? "0" : utf8_of(latin_twin(c));
  return word;
}

// What "[server] hello" begins with; nothing in a name that begins with a letter.
std::string_view marked_beginning(std::string_view name) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const auto first = name.find_first_of(letters);
  if (first == 0 || first == name.npos || !word_of(name.substr(0, first)).empty()) return {};
  return name.substr(0, name.find_first_not_of(letters, first));
}

bool is_reserved(std::string_view word) { return std::ranges::find(reserved, word) != reserved.end(); }

bool is_newcomer(std::string_view word) {
  constexpr std::string_view user = "user";
  return word.starts_with(user) && word.size() > user.size() &&
         word.find_first_not_of('0', user.size()) == std::string_view::npos;
}

std::string tidy(std::string_view typed, const std::u32string& points) {
  std::string text;
  std::size_t at = 0;
  for (const auto c : points) {
    const std::size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (!unicode::is_white_space(c)) {
      text += typed.substr(at, size);
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
    at += size;
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

std::unexpected<kotori::Error> no(std::string why) {
  return std::unexpected(kotori::Error{kotori::ErrorCode::misfit, std::move(why), {}});
}

bool breaks_lines(char32_t c) { return c < 0x20 || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029; }

}  // namespace

kotori::Result<Name> make_name(std::string_view typed, VisitorNumber own) {
  if (typed.size() > longest_name_bytes) return no(fmt::format("a name has at most {} bytes", longest_name_bytes));
  const auto raw = unicode::code_points(typed);
  if (!raw) return no("a name is UTF-8 text");
  if (std::ranges::any_of(*raw, breaks_lines)) return no("a name has no control characters");

  Name name{.shown = unicode::nfc(tidy(typed, *raw)), .key = {}};
  const auto points = unicode::code_points(name.shown).value_or(U"");
  if (points.empty()) return no("a name is not empty");
  if (std::ranges::any_of(points, unicode::is_unassigned)) return no("a name has only characters that Unicode knows");
  if (std::ranges::any_of(points, [](char32_t c) { return unicode::is_invisible(c) && !is_variation(c); }))
    return no("a name has no invisible characters");
  if (unicode::is_mark(points.front())) return no("a name does not begin with a combining mark");
  if (std::ranges::any_of(points, is_colon)) return no("a name has no colon");
  if (unicode::count_characters(points) > longest_name_characters)
    return no(fmt::format("a name has at most {} characters", longest_name_characters));

  name.key = unicode::nfkc_casefold(name.shown);
  const auto word = word_of(name.shown);
  if (is_reserved(word) || is_reserved(word_of(marked_beginning(name.key)))) return no("this name is reserved");
  if (is_newcomer(word) && name != newcomer_name(own)) return no("this name belongs to a newcomer");
  return name;
}

Name newcomer_name(VisitorNumber number) {
  auto name = fmt::format("user{}", number);
  return {.shown = name, .key = name};
}

}  // namespace chat
