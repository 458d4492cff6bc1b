#pragma once
#include <cstddef>
#include <string_view>

/// The letters HTTP is written in (RFC 9110 §5.6). All of it is ASCII; no locale is asked.
namespace kotori::inline v0::http {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
inline bool is_control(char c) { return (c >= 0 && c < ' ') || c == 0x7f; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Letters, digits and !#$%&'*+-.^_`|~ (§5.6.2).
bool is_token_character(char c);

/// Not empty, and nothing but token characters.
bool is_token(std::string_view text);

/// How many bytes at the front are no control characters.
std::size_t bytes_before_control(std::string_view text);

/// What may stand behind a field's colon: no control characters but tabs, no white space around it (§5.5).
bool is_field_value(std::string_view text);

bool equal_ignoring_case(std::string_view one, std::string_view other);

/// Without spaces and tabs around it.
std::string_view trimmed(std::string_view text);

/// Takes the next element off the front of a comma-separated list (§5.6.1). Empty elements are skipped, so an empty
/// answer means that the list has ended.
std::string_view take_element(std::string_view& list);

/// Whether a comma-separated list holds this token, whatever the case of its letters.
bool list_holds(std::string_view list, std::string_view token);

}  // namespace kotori::inline v0::http
