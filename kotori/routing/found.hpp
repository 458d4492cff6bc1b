#pragma once
#include "kotori/http/feature.hpp"
#include "kotori/routing/place.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

/// What a Router has for a request. All that is pointed to belongs to the router.
namespace kotori::inline v0::routing {

struct HttpMatch {
  const HttpEndpoint* endpoint;
  std::string_view vary;  ///< the headers that have decided, for Vary; empty: none
};

struct WebSocketMatch {
  const WebSocketEndpoint* endpoint;
  std::string_view subprotocol;  ///< the chosen one, of the endpoint's; empty: none, answer without the header
};

/// Why there is none; see Router::answer.
struct Miss {
  enum class Why : std::uint8_t { unknown_method, whole_server, malformed_path, other_version, other_slash, no_route };
  Why why = Why::no_route;
  Choice nearest = {};
  const Place* place = nullptr;  ///< the nearest's
};

/// Call a handler, open a WebSocket (its key and version are still to be checked), or answer the miss.
using Match = std::variant<HttpMatch, WebSocketMatch, Miss>;

/// The features of one table after those of another, the outer table's first.
class FeatureLists {
 public:
  /// Of a table whose features lie in one array with those of all others. May be empty.
  void add(Next::Features features);
  std::span<const Next::Features> all() const {
    return many_.empty() ? std::span(few_).first(size_) : std::span<const Next::Features>(many_);
  }

 private:
  std::array<Next::Features, 4> few_;
  std::size_t size_ = 0;
  std::vector<Next::Features> many_;  // all of them, where they are more
};

struct Found {
  Match match = Miss{};
  FeatureLists features;
};

}  // namespace kotori::inline v0::routing
