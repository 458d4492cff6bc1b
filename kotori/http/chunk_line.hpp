#pragma once
#include "kotori/http/status.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

namespace kotori::inline v0::http {

/// How many digits the size of a chunk may have, zeros in front and all: no size needs more.
inline constexpr std::size_t most_size_digits = 16;

/// The size in the line that begins a chunk, without its CRLF: hex digits, and then perhaps extensions, ;name or
/// ;name=token or ;name="quoted" (RFC 9112 §7.1.1), which are checked and dropped. 400 for anything else.
std::expected<std::uint64_t, Refusal> parse_chunk_line(std::string_view line);

}  // namespace kotori::inline v0::http
