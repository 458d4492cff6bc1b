#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/status.hpp"

#include <cstdint>
#include <expected>
#include <string_view>

namespace kotori::inline v0::http {

/// All that stands before a body, and what it says of the body.
struct RequestHead {
  Request request;
  std::uint64_t content_length = 0;
  bool chunked = false;           ///< the body comes in chunks, and says itself where it ends
  bool expects_continue = false;  ///< the client waits for "100 Continue" before it sends the body (RFC 9110 §10.1.1)

  bool has_body() const { return chunked || content_length > 0; }
};

/// The fields in these lines, each with its CRLF. 400 for a name that is no token, white space before the colon, a line
/// that continues another (obs-fold).
std::expected<Headers, Refusal> parse_fields(std::string_view lines);

/// What a whole head means, from its request line to its empty line (RFC 9112), as a HeadScanner has found it.
/// 400 for a missing, doubled or malformed Host, or one that is not the target's; for a Content-Length that is doubled,
/// malformed or stands beside a Transfer-Encoding; for a body where none belongs (GET, HEAD); for a Transfer-Encoding
/// that does not leave one reading of where the body ends. 501 for codings other than chunked, 417 for an unknown
/// Expect.
std::expected<RequestHead, Refusal> parse_request_head(std::string_view head);

}  // namespace kotori::inline v0::http
