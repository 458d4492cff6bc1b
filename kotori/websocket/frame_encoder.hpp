#pragma once
#include "kotori/websocket/close_code.hpp"
#include "kotori/websocket/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Frames as bytes (RFC 6455 §5.2), always in the shortest form of their length.
/// A control frame that is longer than 125 bytes or not final would be our bug, and throws std::length_error.
namespace kotori::inline v0::websocket {

/// How many bytes the head of an unmasked frame takes; a mask key adds four.
constexpr std::size_t head_size(std::uint64_t payload_bytes) {
  return payload_bytes <= 125 ? 2 : payload_bytes <= 0xFFFF ? 4 : 10;
}

/// How many bytes a whole unmasked frame takes.
constexpr std::size_t encoded_size(std::size_t payload_bytes) { return head_size(payload_bytes) + payload_bytes; }

/// Writes a head to `out`, which has room for max_head_size bytes. Returns its end. The length is below 2^63.
char* write_head(char* out, const FrameHead& head);

/// Writes a whole, final, unmasked frame to `out`, which has room for encoded_size(payload.size()) bytes. Returns its
/// end. `rsv`: any of rsv1, rsv2, rsv3.
char* write_frame(char* out, Opcode opcode, std::string_view payload, std::uint8_t rsv = 0);

/// The whole size of the frame that begins here; it is one of our own making.
std::uint32_t size_of_frame(const char* frame);

/// Appends a whole, final frame: a server's, without a mask.
void append_frame(std::string& out, Opcode opcode, std::string_view payload);

/// Appends a whole, final frame: a client's, masked with a fresh key nobody can foretell (§10.3).
void append_frame(std::string& out, Opcode opcode, std::string_view payload, MaskKey key);

/// What a close frame carries (§5.5.1): nothing for no_status; else the code, and the reason cut to 123 bytes between
/// two characters, or left out if it is not UTF-8. Throws std::invalid_argument for a code that may not be sent.
std::string close_payload(CloseCode code, std::string_view reason = {});

}  // namespace kotori::inline v0::websocket
