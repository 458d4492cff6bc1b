#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The few things the rules for names and texts ask of Unicode. Texts given here are UTF-8 unless it says otherwise.
namespace chat::unicode {

/// The code points of a text; empty when it is not UTF-8.
std::optional<std::u32string> code_points(std::string_view text);

std::string utf8(std::u32string_view points);

std::string nfkc(std::string_view text);
std::string nfkc_casefold(std::string_view text);
/// Katakana written as hiragana, of a text in NFKC.
std::string in_hiragana(std::string_view text);
/// Case, width and accents folded away: what is left to recognise a word by.
std::string bare_letters(std::string_view text);

bool is_control(char32_t c);
bool is_white_space(char32_t c);
bool is_mark(char32_t c);
bool is_letter_or_digit(char32_t c);
bool is_digit(char32_t c);
/// Draws nothing and says how others are drawn or ordered: control, format, zero width, bidirectional, fillers.
bool is_invisible(char32_t c);
/// Has no meaning that everybody shares: surrogate, private use, unassigned.
bool is_unassigned(char32_t c);

std::size_t count_characters(const std::u32string& text);

}  // namespace chat::unicode
