#include "chat/model/unicode.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <utf8proc.h>

namespace chat::unicode {
namespace {

std::string map(std::string_view text, unsigned options) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{mapped, &std::free};
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return {};
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

}  // namespace

std::optional<std::u32string> code_points(std::string_view text) {
  std::u32string points;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (auto left = static_cast<utf8proc_ssize_t>(text.size()); left > 0;) {
    utf8proc_int32_t point = 0;
    const auto size = utf8proc_iterate(at, left, &point);
    if (size < 1) return {};
    points.push_back(static_cast<char32_t>(point));
    at += size;
    left -= size;
  }
  return points;
}

std::string utf8(std::u32string_view points) {
  std::string text;
  for (const auto c : points) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
    text.append(bytes.begin(), bytes.begin() + size);
  }
  return text;
}

std::string nfkc(std::string_view text) { return map(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT); }

std::string nfkc_casefold(std::string_view text) {
  return map(text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
}

std::string bare_letters(std::string_view text) {
  return map(text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK);
}

std::string in_hiragana(std::string_view text) {
  // These alone have no hiragana of one code point: va, vi, ve and vo are wa, wi, we and wo with a voiced mark.
  constexpr std::u32string_view voiced = U"\u30F7\u30F8\u30F9\u30FA", plain = U"\u308F\u3090\u3091\u3092";
  std::u32string folded;
  for (const auto c : code_points(text).value_or(U"")) {
    const auto at = voiced.find(c);
    if (at != voiced.npos) {
      folded += plain[at];
      folded += U'\u3099';
    } else {
      const bool katakana = (c >= U'\u30A1' && c <= U'\u30F6') || c == U'\u30FD' || c == U'\u30FE';
      folded += katakana ? c - 0x60 : c;
    }
  }
  return utf8(folded);
}

bool is_control(char32_t c) { return category(c) == UTF8PROC_CATEGORY_CC; }

bool is_white_space(char32_t c) {
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP ||
         (c >= U'\t' && c <= U'\r') || c == U'\u0085' || c == U'\u2800';  // the last: braille's blank
}

bool is_mark(char32_t c) {
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_MC || kind == UTF8PROC_CATEGORY_ME;
}

bool is_digit(char32_t c) { return category(c) == UTF8PROC_CATEGORY_ND; }

bool is_letter_or_digit(char32_t c) {
  const auto kind = category(c);
  return (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) ||
         (kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO);
}

bool is_invisible(char32_t c) {
  const auto kind = category(c);
  if (kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_CF) return true;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->ignorable != 0;
}

bool is_unassigned(char32_t c) {
  const auto kind = category(c);
  return kind == UTF8PROC_CATEGORY_CN || kind == UTF8PROC_CATEGORY_CO || kind == UTF8PROC_CATEGORY_CS;
}

std::size_t count_characters(const std::u32string& text) {
  std::size_t count = text.empty() ? 0 : 1;
  utf8proc_int32_t state = 0;
  for (std::size_t i = 1; i < text.size(); ++i)
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(text[i - 1]),
                                         static_cast<utf8proc_int32_t>(text[i]), &state))
      ++count;
  return count;
}

}  // namespace chat::unicode
