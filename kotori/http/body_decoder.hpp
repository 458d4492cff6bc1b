#pragma once
#include "kotori/http/chunked_reader.hpp"
#include "kotori/http/request_head.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// The body that follows a head, of a stated length or chunked, out of bytes that come in any pieces; no I/O.
class BodyDecoder {
 public:
  explicit BodyDecoder(const RequestHead& head, const Limits& limits = {});

  /// Another limit than that of Limits::body. Before the first byte.
  void set_limit(std::size_t bytes);

  /// 413 when the head says already that the body is larger than its limit.
  std::optional<Refusal> refusal() const;

  /// Takes bytes off the front: all of them, or those up to the end of the body. Appends what they say to `body`. True
  /// once the body has ended. After a refusal (400, 413, 431) it has done its work.
  std::expected<bool, Refusal> feed(std::string_view& bytes, std::string& body);

  bool ended() const { return ended_; }
  /// Whether a first byte has come.
  bool begun() const { return begun_; }
  /// What is still to come, at least.
  std::uint64_t left() const { return left_; }

 private:
  std::size_t limit_;
  std::uint64_t left_;
  std::optional<ChunkedReader> chunks_;
  bool begun_ = false;
  bool ended_;
};

}  // namespace kotori::inline v0::http
