#pragma once
#include <string>
#include <string_view>

namespace adapters {

/// A NATS server, and as whom one comes to it. Never log it but for `host` and `port`.
struct NatsUrl {
  bool tls = false;
  std::string host;  ///< an IPv6 address without brackets
  int port = 4222;
  std::string user;
  std::string password;
  std::string token;
  bool operator==(const NatsUrl&) const = default;

  /// For people and logs: without secrets.
  std::string server() const;
};

/// nats://host:port, tls://host:port; with user:password@ or token@ before the host, where %40 stands for an at. Throws
/// std::invalid_argument, which does not repeat the text, when it is none.
NatsUrl parse_nats_url(std::string_view text);

}  // namespace adapters
