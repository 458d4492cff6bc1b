#pragma once
#include "kotori/http/conditions.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace kotori::inline v0::http {

/// Bytes that can be read at any place, and need not be in memory.
struct Source {
  std::uint64_t size = 0;
  /// So many bytes from there on, no fewer: what cannot be read is thrown. As Pieces, it may be a lambda that captures
  /// and is a coroutine, and is called once at a time.
  std::function<Task<std::string>(std::uint64_t first, std::size_t count)> read;
};

/// So much of a source is held at once.
inline constexpr std::size_t piece_of_source = 128UL * 1024;

/// Makes an answer of status 200, whose content is its body or `source`, what the request asks for of it (RFC 9110
/// §14): that part or those parts with 206, 416 when there is nothing where it asks, else all of it. Ranges count in
/// the bytes that are sent, after any Content-Encoding; of encoded content only one is given. `validators` are the
/// answer's.
void give_ranges(Response& response, const Request& request, const Validators& validators);
void give_ranges(Response& response, const Request& request, const Validators& validators, Source source);

}  // namespace kotori::inline v0::http
