#pragma once
#include "kotori/sessions/key.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::sessions {

/// What browsers keep at least of a cookie, its name and value. Nothing longer is written or looked at.
inline constexpr std::size_t longest_cookie = 4096;

/// A text that can travel through a client under this name and cannot be changed there, though it can be read:
/// base64url(text) "." base64url(keyed BLAKE2b of name and text). Throws std::length_error when it grows too long.
std::string sign(const Key& key, std::string_view name, std::string_view text);

/// The text, if sign() made this of it with the same key and name. Signatures are compared in constant time.
std::optional<std::string> verify(const Key& key, std::string_view name, std::string_view value);

/// The same for what was signed before a text held the time of its making, see Options::undated.
std::optional<std::string> verify_undated(const Key& key, std::string_view name, std::string_view value);

/// 43 letters that always follow from these, and that nobody can tell without the key: a secret for what had none.
std::string derive(const Key& key, std::string_view name, std::string_view text);

/// A text that cannot be read there, either: base64url(nonce, XChaCha20-Poly1305(text)), bound to its name. Throws
/// std::length_error when it grows too long.
std::string encrypt(const Key& key, std::string_view name, std::string_view text);

/// The text, if encrypt() made this of it with the same key and name.
std::optional<std::string> decrypt(const Key& key, std::string_view name, std::string_view value);

}  // namespace kotori::inline v0::sessions
