#include "chat/model/tidy_name.hpp"

#include "chat/model/unicode.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chat {
namespace {

// Emoji are told from plain signs by these two, which draw nothing themselves.
bool is_variation(char32_t c) { return c == U'\uFE0E' || c == U'\uFE0F'; }

// "ann said: hi" must not be sayable by a name.
bool is_colon(char32_t c) {
  constexpr std::u32string_view colons = U":\u02D0\u02F8\u0589\u05C3\u2236\uA789\uFE13\uFE30\uFE55\uFF1A";
  return colons.contains(c);
}

// Letters of other scripts that are drawn like the Latin ones of the reserved words.
char32_t latin_twin(char32_t c) {
  constexpr std::u32string_view twins = U"аеорсуѕіԁмтнкіαεοριντκυӏ", latin = U"aeopcysidmthkiaeopivtkul";
  static_assert(twins.size() == latin.size());
  const auto at = twins.find(c);
  return at == std::u32string_view::npos ? c : latin[at];
}

std::string letter_of(char32_t c) { return c < 0x80 ? std::string{static_cast<char>(c)} : "?"; }

bool breaks_lines(char32_t c) { return unicode::is_control(c) || c == 0x2028 || c == 0x2029; }

std::u32string with_single_spaces(const std::u32string& points) {
  std::u32string tidy;
  for (const auto c : points) {
    if (!unicode::is_white_space(c)) {
      tidy += c;
    } else if (!tidy.empty() && tidy.back() != U' ') {
      tidy += U' ';
    }
  }
  if (tidy.ends_with(U' ')) tidy.pop_back();
  return tidy;
}

}  // namespace

kotori::Result<std::string> tidy_name(std::string_view typed, const NameRules& rules) {
  const auto no = [&](std::string_view why) { return not_a_name(fmt::format("{} {}", rules.whose, why)); };
  const auto too_many_bytes = fmt::format("has at most {} bytes", rules.most_bytes);
  if (typed.size() > rules.most_bytes) return no(too_many_bytes);
  const auto raw = unicode::code_points(typed);
  if (!raw) return no("is UTF-8 text");
  if (std::ranges::any_of(*raw, breaks_lines)) return no("has no control characters");

  const auto points = with_single_spaces(unicode::code_points(unicode::nfkc(typed)).value_or(U""));
  auto shown = unicode::utf8(points);
  if (points.empty()) return no("is not empty");
  if (shown.size() > rules.most_bytes) return no(too_many_bytes);
  if (std::ranges::any_of(points, unicode::is_unassigned)) return no("has only characters that Unicode knows");
  if (std::ranges::any_of(points, [](char32_t c) { return unicode::is_invisible(c) && !is_variation(c); }))
    return no("has no invisible characters");
  if (unicode::is_mark(points.front())) return no("does not begin with a combining mark");
  if (std::ranges::any_of(points, is_colon)) return no("has no colon");
  if (unicode::count_characters(points) > rules.most_characters)
    return no(fmt::format("has at most {} characters", rules.most_characters));
  return shown;
}

std::string name_key(std::string_view shown) { return unicode::in_hiragana(unicode::nfkc_casefold(shown)); }

std::string word_of(std::string_view name) {
  std::string word;
  for (const auto c : unicode::code_points(unicode::bare_letters(name)).value_or(U""))
    if (unicode::is_letter_or_digit(c)) word += unicode::is_digit(c) ? "0" : letter_of(latin_twin(c));
  return word;
}

}  // namespace chat
