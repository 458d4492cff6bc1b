#pragma once
#include "kotori/sessions/key.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::sessions {

/// What browsers keep at least of a cookie. Nothing longer is written or looked at.
inline constexpr std::size_t longest_cookie = 4096;

/// A text that can travel through a browser as the cookie `name` and cannot be changed there, though it can be read:
/// base64url(text) "." base64url(keyed BLAKE2b of name and text). Throws std::length_error when it grows too long.
std::string sign(const Key& key, std::string_view name, std::string_view text);

/// The text, if sign() made this of it with the same key and name. Signatures are compared in constant time.
std::optional<std::string> verify(const Key& key, std::string_view name, std::string_view cookie_value);

}  // namespace kotori::inline v0::sessions
