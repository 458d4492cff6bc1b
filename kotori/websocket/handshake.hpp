#pragma once
#include "kotori/base/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// The opening handshake (RFC 6455 §4) as functions of header values. A header that stands several times is given
/// joined with ", ", as HTTP has it.
namespace kotori::inline v0::websocket {

/// Whether a header such as `Connection: keep-alive, Upgrade` names this, whatever the case of its letters. Empty
/// elements are skipped; a list that holds anything but tokens (or, in Upgrade, name/version) names nothing.
bool names(std::string_view header_value, std::string_view token);

/// Whether Sec-WebSocket-Key is 16 bytes in base64 (§4.2.1), in its one canonical form.
bool is_valid_key(std::string_view sec_websocket_key);

/// What Sec-WebSocket-Accept answers to this key (§4.2.2).
std::string accept_key(std::string_view sec_websocket_key);

/// The server's first choice among what the client offers in Sec-WebSocket-Protocol; empty if they have none in common:
/// answer without the header. An error if the offer is not a list of different tokens (§4.1). Names are compared
/// exactly. The result points into `supported`.
Result<std::string_view> choose_subprotocol(std::span<const std::string> supported, std::string_view offered);

/// A client's Sec-WebSocket-Key, of 16 random bytes that nobody can foretell.
std::string make_key(std::span<const std::uint8_t, 16> random);

/// Whether the server's Sec-WebSocket-Accept answers the client's key; white space around it does not count (§4.1).
bool answers(std::string_view sec_websocket_accept, std::string_view sec_websocket_key);

}  // namespace kotori::inline v0::websocket
