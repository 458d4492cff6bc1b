#pragma once
#include "kotori/async/task.hpp"

#include <optional>
#include <string>

namespace kotori::inline v0::http {

/// The body of a request, for a handler that takes it as it comes. Reading is what lets the client send more: of what
/// nobody has read yet 64 KiB are held, and what the kernel buffers.
class BodyReader {
 public:
  /// The next piece, of 1 byte to 64 KiB. Empty at the end, and when the rest will not come: the client has gone, sends
  /// nothing for ServeOptions::request_time, or sends what is malformed or too much; or the server stops. One call at a
  /// time, on the connection's loop, until the handler has ended.
  virtual Task<std::optional<std::string>> read() = 0;

  /// Whether read() has given all there is. When it never will, the client is told why (400, 408, 413), whatever the
  /// handler answers.
  virtual bool is_whole() const = 0;

 protected:
  ~BodyReader() = default;
};

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::BodyReader;
}
