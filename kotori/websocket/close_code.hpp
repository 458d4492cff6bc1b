#pragma once
#include <cstdint>
#include <string_view>

namespace kotori::inline v0 {

/// Why a WebSocket ended (RFC 6455 §7.4, and the IANA registry it founded). Any number from 3000 to 4999 may be used
/// too: CloseCode{4001}. In this library 4000-4499 mean "come back", 4500-4999 "do not".
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  unsupported = 1003,
  no_status = 1005,  ///< never on the wire: the peer's close frame was empty
  abnormal = 1006,   ///< never on the wire: the connection was lost without a close frame
  invalid_payload = 1007,
  policy_violation = 1008,
  too_big = 1009,
  missing_extension = 1010,
  internal_error = 1011,
  service_restart = 1012,
  try_again_later = 1013,
  bad_gateway = 1014,
  tls_failure = 1015,    ///< never on the wire
  slow_reader = 4008,    ///< ours: it did not read what it was sent; come back and resume
  session_ended = 4501,  ///< ours: the session with which it came was revoked; do not come back with it
};

/// Whether a close frame may carry this code (§7.4.1, §7.4.2).
constexpr bool may_be_sent(CloseCode code) {
  const auto number = static_cast<std::uint16_t>(code);
  return (number >= 1000 && number <= 1003) || (number >= 1007 && number <= 1014) || (number >= 3000 && number <= 4999);
}

namespace websocket {

/// The peer broke the protocol: close with this code and reason, and read nothing more. The reason is a string literal.
struct Broken {
  CloseCode code = CloseCode::protocol_error;
  std::string_view reason;
  bool operator==(const Broken&) const = default;
};

}  // namespace websocket
}  // namespace kotori::inline v0
