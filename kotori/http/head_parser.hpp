#pragma once
#include "kotori/http/head_scanner.hpp"
#include "kotori/http/request_head.hpp"

#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// Request heads out of bytes that come in any pieces. A head that comes in one piece is never copied as a whole;
/// between heads no buffer is held.
class HeadParser {
 public:
  explicit HeadParser(const Limits& limits = {}) : scanner_(limits) {}

  /// Takes bytes off the front: all of them, or those up to the end of the head. After a refusal the connection is
  /// done.
  Parsed<RequestHead> feed(std::string_view& bytes);

  /// Whether nothing of a next head has come yet.
  bool idle() const { return begun_.empty(); }

 private:
  HeadScanner scanner_;
  std::string begun_;
};

}  // namespace kotori::inline v0::http
