#pragma once
#include "kotori/http/body_decoder.hpp"
#include "kotori/http/head_parser.hpp"

#include <optional>
#include <string_view>

namespace kotori::inline v0::http {

/// Whole requests, heads and bodies, out of bytes that come in any pieces; no I/O. For those who want no body before it
/// is whole, and know before the head how large it may be. Between requests it holds no buffer.
class RequestReader {
 public:
  explicit RequestReader(const Limits& limits = {}) : limits_(limits), heads_(limits) {}

  /// Takes bytes off the front: all of them, or those up to the end of the request, so that call it again for the next.
  /// On a refusal (400, 413, 414, 417, 431, 501, 505): answer it and close, for what follows cannot be trusted.
  Parsed<Request> feed(std::string_view& bytes);

  /// Whether nothing of a next request has come yet.
  bool idle() const { return !begun_ && heads_.idle(); }

 private:
  Limits limits_;
  HeadParser heads_;
  std::optional<RequestHead> begun_;  // its body is still coming
  std::optional<BodyDecoder> body_;
};

}  // namespace kotori::inline v0::http
