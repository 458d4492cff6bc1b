#pragma once
#include "kotori/http/feature.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// Sends what is text compressed, by brotli or gzip, whichever the client would rather have (RFC 9110 §12.5.3). Streams
/// are compressed piece by piece, each of which can be read when it has come. Left as they are: upgrades, event
/// streams, parts (Content-Range), what has a Content-Encoding already, and what says Cache-Control: no-transform. A
/// strong ETag becomes weak, for the bytes are others.
///
/// Who sees how long an answer is, and can have a text of his own beside a secret in it, can guess the secret (BREACH).
/// Say no-transform in answers that hold a token and repeat what the request said.
struct Compress {
  /// Shorter content goes as it is, unless the client says identity;q=0. Longer content than `at_most`, that does not
  /// come in pieces, does, too.
  std::size_t at_least = 1024;
  std::size_t at_most = 8UL * 1024 * 1024;
  /// One * stands for anything.
  std::vector<std::string> types = {"text/*",          "application/json",          "application/javascript",
                                    "application/xml", "application/manifest+json", "application/wasm",
                                    "image/svg+xml",   "application/*+json",        "application/*+xml"};
  /// How many answers a loop compresses at once that take more than a turn: streams, and more than 64 KiB. What is more
  /// goes as it is.
  std::size_t at_once = 32;

  Task<Response> operator()(Request& request, Next next) const;

 private:
  bool suits(const Response& response) const;
};

}  // namespace kotori::inline v0
