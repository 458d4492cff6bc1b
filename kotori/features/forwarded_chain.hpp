#pragma once
#include "kotori/features/forwarded_headers.hpp"
#include "kotori/net/endpoint.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What forwarding headers say, put into one form.
namespace kotori::inline v0::features {

/// What one proxy says of who came to it; empty texts: it does not say.
struct ForwardedWord {
  std::string from;   ///< as it is written: "192.0.2.1", "[2001:db8::1]:4711", "unknown"
  std::string proto;  ///< "https"
  std::string host;   ///< "chat.example:8443"
  bool operator==(const ForwardedWord&) const = default;
};

/// Longer chains cannot be read.
inline constexpr std::size_t most_forwarded_words = 64;

/// In the order of the headers: the word of the nearest proxy comes last. Empty optional: malformed, or too many.
std::optional<std::vector<ForwardedWord>> read_forwarded(const http::Headers& headers, ForwardedBy by);

/// Who is named: an address, or somebody who is not told; empty: malformed.
struct ForwardedNode {
  std::optional<Endpoint> known;
};
std::optional<ForwardedNode> read_node(std::string_view from);

}  // namespace kotori::inline v0::features
