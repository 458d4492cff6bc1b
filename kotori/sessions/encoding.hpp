#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kotori::inline v0::sessions {

/// base64url without padding (RFC 4648 §5): what may stand in a cookie, in a header, and in the name of a file.
std::string encode(std::string_view bytes);
std::optional<std::string> decode(std::string_view text);

/// So many bytes that nobody can guess.
std::string random_bytes(std::size_t count);

/// 256 bits of BLAKE2b.
std::string digest(std::string_view text);

}  // namespace kotori::inline v0::sessions
