#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/feature.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace kotori::inline v0 {

/// A feature: each key may ask `burst` times at once, and `rate` times in each `per` on the long run, on all loops
/// together. Who asks more is answered 429, with Retry-After, and no WebSocket opens for it; refusals are not counted.
/// Every answer tells what is left: RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers).
///
/// For the messages inside a WebSocket see WebSocketOptions::messages.
struct RateLimit {
  std::uint32_t rate = 10;
  Duration per = std::chrono::seconds{1};
  std::uint32_t burst = 20;
  /// Who counts as one; empty optional: this request is not limited. Called on every loop, at once. None: the address
  /// of request.client, IPv6 ones by their /64. Behind a proxy install ForwardedHeaders before it, or all who come from
  /// there count as one.
  std::function<std::optional<std::string>(const Request&)> key = {};
  std::string name = "default";         ///< in the headers, where several limits are told apart
  std::size_t keys_kept = 64UL * 1024;  ///< 16 bytes each; beyond it those who have asked least are forgotten

  /// Throws std::invalid_argument when rate, per or burst is not positive, more than a year would pass until all is
  /// given back, or the name is no plain word.
  operator http::Feature() const;
};

}  // namespace kotori::inline v0
