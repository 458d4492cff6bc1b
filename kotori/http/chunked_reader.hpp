#pragma once
#include "kotori/http/limits.hpp"
#include "kotori/http/status.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// Takes a chunked body apart (RFC 9112 §7.1), looking at each byte of its framing once. Lines end in CRLF and in
/// nothing else; a size has 1 to 16 hex digits. Chunk extensions and trailers must be well-formed, and are dropped:
/// nothing here understands one. Trailers that belong in a head are refused. Besides the body it holds one line.
class ChunkedReader {
 public:
  /// Of these: the body's bytes, after decoding, beyond which it is 413; for trailers (431), and for
  /// what stands behind the first 16 bytes of each chunk's line, which is extensions (431), as many bytes as for a
  /// head; as many trailers as a head has fields (431).
  explicit ChunkedReader(const Limits& limits = {}) : limits_(limits) {}

  /// Before the first byte.
  void set_body_limit(std::size_t bytes) { limits_.body = bytes; }

  /// Takes bytes off the front: all of them, or those up to the end of the body. Appends what they say to `body`. True
  /// once the body has ended; then, and after a refusal, it has done its work.
  std::expected<bool, Refusal> feed(std::string_view& bytes, std::string& body);

 private:
  enum class Expecting : std::uint8_t { size, data, data_end, trailer };

  std::expected<bool, Refusal> take_line_byte(char c);
  std::expected<bool, Refusal> end_line();

  Limits limits_;
  std::string line_;            // of the framing, as far as it has come, without CRLF
  std::uint64_t left_ = 0;      // of this chunk's data
  std::size_t announced_ = 0;   // bytes of data, of all chunks
  std::size_t extensions_ = 0;  // bytes, of all chunks
  std::size_t trailers_ = 0;    // bytes
  std::size_t trailer_lines_ = 0;
  Expecting expecting_ = Expecting::size;
  bool after_cr_ = false;
};

}  // namespace kotori::inline v0::http
